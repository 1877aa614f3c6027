import { App } from "../App";
import type { FakeHost } from "../ipc/fakeHost";
// The window reads them after its start; a test that opens a panel or a dialog would wait for them.
import "../later/parts";
import "../panel/Panels";
import { renderWith } from "./renderWith";

/** Renders the whole window on an invented backend. */
export function renderApp(fake: FakeHost) {
  return renderWith(fake, <App />);
}
