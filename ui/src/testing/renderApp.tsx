import { App } from "../App";
import type { FakeHost } from "../ipc/fakeHost";
// The window reads it after its start; a test that opens a panel would wait for it.
import "../panel/Panels";
import { renderWith } from "./renderWith";

/** Renders the whole window on an invented backend. */
export function renderApp(fake: FakeHost) {
  return renderWith(fake, <App />);
}
