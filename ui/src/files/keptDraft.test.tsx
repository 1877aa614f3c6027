import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { replaceInstance } from "../ipc/fake/access";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { Panel } from "../panel/Panel";
import { findEditor } from "../testing/editor";
import { renderWith } from "../testing/renderWith";
import { draftKey, putDraft, useDrafts } from "./drafts";

const GONE = "i-00000000000000a00";
const LOST = "/workspace/lost.md";
const README = "/workspace/README.md";
const CONFIG = "/configs/config.yaml";
const KEPT = "Your unsaved text is kept here.";

/** A panel with text that was typed into `path` on an instance that is gone. */
async function openWith(fake: FakeHost, path: string) {
  renderWith(fake, <Panel workspaceId="ws-02" onClose={() => undefined} />);
  const base = { sizeBytes: 1, modifiedMs: 1, sha256: "a" };
  act(() => putDraft(draftKey("ws-02", path), { text: "mine\n", base, instanceId: GONE }));
  await userEvent.click(await screen.findByTestId("tab-files"));
}

async function openStray(path: string) {
  await userEvent.click(await screen.findByTestId(`draft-${path}`));
  expect(await screen.findByText(KEPT)).toBeVisible();
  return findEditor("kept-draft");
}

it("unsaved text of a file that is not there is shown read-only, with its instance", async () => {
  userEvent.setup();
  await openWith(createFakeHost(), LOST);
  const view = await openStray(LOST);
  expect(view.state.sliceDoc()).toBe("mine\n");
  expect(view.state.readOnly).toBe(true);
  expect(screen.getByText(KEPT).parentElement).toHaveTextContent(GONE);
  const copying = vi.spyOn(navigator.clipboard, "writeText");
  await userEvent.click(screen.getByRole("button", { name: "Copy text" }));
  expect(copying).toHaveBeenCalledWith("mine\n");
});

it("unsaved text of a file that is not there is dropped only after asking", async () => {
  await openWith(createFakeHost(), LOST);
  await openStray(LOST);
  await userEvent.click(screen.getByRole("button", { name: "Drop" }));
  await userEvent.click(await screen.findByRole("button", { name: "Keep it" }));
  expect(screen.getByText(KEPT)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Drop" }));
  await userEvent.click(await screen.findByRole("button", { name: "Drop it" }));
  expect(screen.queryByText(KEPT)).toBeNull();
  expect(useDrafts.getState().drafts).toEqual({});
});

it("unsaved text is reached beside the tree only where the tree does not lead to it", async () => {
  await openWith(createFakeHost(), README);
  expect(await screen.findByTestId(`draft-${README}`)).toBeVisible();
  await userEvent.selectOptions(await screen.findByTestId("files-root"), "/workspace");
  await screen.findByTestId(`file-${README}`);
  await waitFor(() => expect(screen.queryByTestId(`draft-${README}`)).toBeNull());
});

it("unsaved text is reached also while no files can be listed", async () => {
  await openWith(
    createFakeHost({ failing: { files: "tunnel_lost", read_file: "tunnel_lost" } }),
    LOST,
  );
  expect(await screen.findByText("Could not load the files")).toBeVisible();
  expect((await openStray(LOST)).state.sliceDoc()).toBe("mine\n");
});

it("unsaved text of a file that is no text any more is kept", async () => {
  const fake = createFakeHost();
  fake.world.files["/workspace/big.log"] = "x";
  await openWith(fake, "/workspace/big.log");
  expect((await openStray("/workspace/big.log")).state.sliceDoc()).toBe("mine\n");
  expect(screen.getByText("This file is too large to edit here.")).toBeVisible();
});

it("unsaved text of config.yaml is shown where the new instance has none", async () => {
  const fake = createFakeHost({ failing: { config: "not_found" } });
  replaceInstance(fake.world, "ws-02");
  await openWith(fake, CONFIG);
  await userEvent.click(screen.getByTestId("tab-config"));
  expect(await screen.findByText("No config.yaml found")).toBeVisible();
  expect((await findEditor("kept-draft")).state.sliceDoc()).toBe("mine\n");
  expect(screen.getByTestId("tab-config")).toHaveTextContent("1 unsaved");
});

it("the text of config.yaml is not shown as that of a config.yaml elsewhere", async () => {
  const fake = createFakeHost();
  renderWith(fake, <Panel workspaceId="ws-02" onClose={() => undefined} />);
  await screen.findByText("opus-5");
  await userEvent.click(screen.getByTestId("config-raw"));
  await findEditor("config-editor");
  const openPanel = fake.host.openPanel;
  const path = "/workspace/config.yaml";
  fake.host.openPanel = (args, send) =>
    openPanel(args, (event) => {
      if (event.type === "config" && event.outcome.status === "ok") {
        const value = { ...event.outcome.value, path, text: "name: Elsewhere\n" };
        send({ ...event, outcome: { ...event.outcome, value } });
      } else {
        send(event);
      }
    });
  fake.world.files[path] = "name: Elsewhere\n";
  act(() => replaceInstance(fake.world, "ws-02").forEach(fake.push));
  await waitFor(async () =>
    expect((await findEditor("config-editor")).state.sliceDoc()).toBe("name: Elsewhere\n"),
  );
  expect(screen.queryByText("The instance was replaced.")).toBeNull();
});
