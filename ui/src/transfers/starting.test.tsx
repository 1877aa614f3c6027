import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Commands, Drag } from "../ipc/contract";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { renderApp } from "../testing/renderApp";

const row = (path: string) => screen.findByTestId(`file-${path}`);

async function openTree(fake: FakeHost) {
  renderApp(fake);
  fireEvent.click(await screen.findByTestId("workspace-ws-02"));
  await userEvent.click(await screen.findByTestId("tab-files"));
  await userEvent.selectOptions(await screen.findByTestId("files-root"), "/workspace");
  await row("/workspace/src");
}

function argsOf<Name extends keyof Commands>(fake: FakeHost, name: Name): unknown[] {
  return fake.calls.filter((call) => call.name === name).map(({ args }) => args);
}

function drag(fake: FakeHost, at: Element | null, event: Drag) {
  document.elementFromPoint = () => at;
  act(() => fake.push({ type: "dragged", drag: event }));
}

const DROPPED: Drag = { type: "dropped", x: 5, y: 5, dropId: 9, names: ["a.txt", "b.txt"] };

it("an upload asks about files that exist, and remembers the answer", async () => {
  const fake = createFakeHost();
  await openTree(fake);
  await userEvent.click(screen.getByRole("button", { name: "Upload" }));
  await userEvent.click(await screen.findByText("Upload files…"));
  expect(await screen.findByRole("radio", { name: "Skip files that exist" })).toBeChecked();
  await userEvent.click(screen.getByRole("radio", { name: "Replace files that exist" }));
  await userEvent.click(screen.getByTestId("dialog-action"));
  await waitFor(() =>
    expect(argsOf(fake, "choose_upload")).toEqual([
      { workspaceId: "ws-02", folder: "/workspace", kind: "files", existing: "replace" },
    ]),
  );
  fireEvent.contextMenu(await row("/workspace/README.md"));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Download…" }));
  expect(await screen.findByRole("radio", { name: "Replace files that exist" })).toBeChecked();
  await userEvent.click(screen.getByTestId("dialog-action"));
  await waitFor(() =>
    expect(argsOf(fake, "choose_download")).toEqual([
      { workspaceId: "ws-02", paths: ["/workspace/README.md"], existing: "replace" },
    ]),
  );
});

it("nothing is transferred when the question is left", async () => {
  const fake = createFakeHost();
  await openTree(fake);
  fireEvent.contextMenu(await row("/workspace/README.md"));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Download…" }));
  await screen.findByTestId("dialog-action");
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByTestId("dialog-action")).toBeNull();
  expect(argsOf(fake, "choose_download")).toEqual([]);
});

it("files over a folder highlight it, and go into it once they are dropped", async () => {
  const fake = createFakeHost();
  await openTree(fake);
  const folder = await row("/workspace/src");
  drag(fake, folder, { type: "over", x: 5, y: 5 });
  expect(folder).toHaveAttribute("data-target", "true");
  drag(fake, null, { type: "left" });
  expect(folder).toHaveAttribute("data-target", "false");
  drag(fake, folder, DROPPED);
  expect(await screen.findByText("Upload 2 entries?")).toBeVisible();
  expect(screen.getByText("b.txt")).toBeVisible();
  await userEvent.click(screen.getByTestId("dialog-action"));
  await waitFor(() =>
    expect(argsOf(fake, "upload_dropped")).toEqual([
      { workspaceId: "ws-02", dropId: 9, folder: "/workspace/src", existing: "skip" },
    ]),
  );
});

it("files that are dropped beside any tree go nowhere, and that is said", async () => {
  const fake = createFakeHost();
  await openTree(fake);
  drag(fake, document.body, DROPPED);
  expect(await screen.findByText(/^Drop files onto a folder/)).toBeVisible();
  expect(argsOf(fake, "upload_dropped")).toEqual([]);
});

it("files that are dropped where nothing can be written go nowhere, and that is said", async () => {
  const fake = createFakeHost();
  fake.world.settings.values.readOnly = true;
  await openTree(fake);
  drag(fake, await row("/workspace/src"), DROPPED);
  expect(await screen.findByText(/^It is read-only there/)).toBeVisible();
  expect(argsOf(fake, "upload_dropped")).toEqual([]);
});
