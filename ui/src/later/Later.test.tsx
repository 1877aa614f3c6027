import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Later } from "./Later";

it("draws the fallback until the code is there, and from then on at once", async () => {
  const part = <Later fallback={<p>Not yet</p>}>{() => <p>It is here</p>}</Later>;
  const { unmount } = render(part);
  expect(screen.getByText("Not yet")).toBeVisible();
  expect(await screen.findByText("It is here")).toBeVisible();
  expect(screen.queryByText("Not yet")).toBeNull();
  unmount();
  render(part);
  expect(screen.getByText("It is here")).toBeVisible();
});
