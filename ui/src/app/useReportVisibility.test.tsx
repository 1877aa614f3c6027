import { act, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { createFakeHost } from "../ipc/fakeHost";
import { renderApp } from "../testing/renderApp";

test("the backend is told when the window is hidden, when it is shown again, and not after", async () => {
  const fake = createFakeHost();
  const told = () =>
    fake.calls.filter(({ name }) => name === "set_visible").map(({ args }) => args);
  const visibility = vi.spyOn(document, "visibilityState", "get");
  function become(state: DocumentVisibilityState) {
    visibility.mockReturnValue(state);
    act(() => void document.dispatchEvent(new Event("visibilitychange")));
  }

  const { unmount } = renderApp(fake);
  await screen.findByText("14 workspaces");
  expect(told()).toEqual([]);
  become("hidden");
  become("visible");
  expect(told()).toEqual([{ visible: false }, { visible: true }]);
  unmount();
  become("hidden");
  expect(told()).toHaveLength(2);
});
