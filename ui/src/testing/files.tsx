import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { FakeHost } from "../ipc/fakeHost";
import { Panel } from "../panel/Panel";
import { findEditor } from "./editor";
import { renderWith } from "./renderWith";

/** A file of the invented fleet that every instance has. */
export const README = "/workspace/README.md";

/** Opens the panel of ws-02 at its files below `/workspace`. */
export async function openFiles(fake: FakeHost): Promise<void> {
  renderWith(fake, <Panel workspaceId="ws-02" onClose={() => undefined} />);
  await userEvent.click(await screen.findByTestId("tab-files"));
  await userEvent.selectOptions(await screen.findByTestId("files-root"), "/workspace");
}

/** Opens a file below `/workspace` in the editor. */
export async function openFile(fake: FakeHost, path = README) {
  await openFiles(fake);
  await userEvent.click(await screen.findByTestId(`file-${path}`));
  return findEditor("file-editor");
}
