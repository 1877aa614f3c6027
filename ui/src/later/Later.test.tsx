import { render, screen } from "@testing-library/react";
import { lazy } from "react";
import { expect, it, vi } from "vitest";
import { Later } from "./Later";

it("has the code of what comes later read after the first picture, and the fallback in its place until then", async () => {
  const read = vi.fn(async () => ({ default: () => <p>It is here</p> }));
  const Part = lazy(read);
  const whole = (
    <Later fallback={<p>Not yet</p>}>
      <Part />
    </Later>
  );
  render(whole);
  expect(screen.getByText("Not yet")).toBeVisible();
  expect(read).not.toHaveBeenCalled();
  expect(await screen.findByText("It is here")).toBeVisible();
  expect(screen.queryByText("Not yet")).toBeNull();
});
