import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { AppEvent, OpenPanel } from "../ipc/contract";
import { replaceInstance } from "../ipc/fake/access";
import { snapshotOf } from "../ipc/fake/world";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { Panel } from "../panel/Panel";
import { findEditor, replaceText } from "../testing/editor";
import { holdReply } from "../testing/holdReply";
import { renderWith } from "../testing/renderWith";
import { useDrafts } from "./drafts";

const OLD = "i-0a1b2c3d4e5f60001";
const README = "/workspace/README.md";
const REPLACED = "The instance was replaced.";

async function open(fake: FakeHost) {
  renderWith(fake, <Panel workspaceId="ws-02" onClose={() => undefined} />);
  await userEvent.click(await screen.findByTestId("tab-files"));
  await userEvent.selectOptions(await screen.findByTestId("files-root"), "/workspace");
  return openFile();
}

async function openFile() {
  await userEvent.click(await screen.findByTestId(`file-${README}`));
  return findEditor("file-editor");
}

function push(fake: FakeHost, ...events: AppEvent[]) {
  act(() => events.forEach(fake.push));
}

/** As after a lag: the rows say it, and no event does. */
function replaceUnseen(fake: FakeHost) {
  replaceInstance(fake.world, "ws-02");
  fake.world.files[README] = "# New\n";
  push(fake, { type: "snapshot", state: snapshotOf(fake.world, "demo", false) });
}

const openings = (fake: FakeHost) =>
  fake.calls.flatMap(({ name, args }) => (name === "open_panel" ? [args as OpenPanel] : []));
const draft = () => useDrafts.getState().drafts[`ws-02:${README}`];

describe("text that is being saved while the instance is replaced", () => {
  it("is kept, also when the old instance still took it, and that is said", async () => {
    const fake = createFakeHost();
    const view = await open(fake);
    replaceText(view, "mine\n");
    const release = holdReply(fake, "write_file");
    await userEvent.click(screen.getByTestId("file-save"));
    replaceText(view, "mine, and more\n");
    push(fake, ...replaceInstance(fake.world, "ws-02"));
    await screen.findByText(REPLACED);
    await release();
    expect(screen.getByText(/^The last save still went to that instance/)).toBeVisible();
    expect(view.state.sliceDoc()).toBe("mine, and more\n");
    expect(draft()).toMatchObject({ text: "mine, and more\n", instanceId: OLD });
    expect(screen.getByTestId("file-save")).toBeDisabled();
  });

  it("is kept when only what was read meanwhile tells of another instance", async () => {
    const fake = createFakeHost();
    const view = await open(fake);
    replaceText(view, "mine\n");
    const release = holdReply(fake, "write_file");
    await userEvent.click(screen.getByTestId("file-save"));
    replaceInstance(fake.world, "ws-02");
    const [workspaceId, instanceId] = ["ws-02", "i-00000000000000e00"];
    push(fake, { type: "instance_replaced", workspaceId, instanceId });
    await screen.findByText(REPLACED);
    await release();
    expect(draft()).toMatchObject({ text: "mine\n", instanceId: OLD });
    expect(screen.getByText(REPLACED)).toBeVisible();
  });

  it("offers no second try when the save fails with its instance", async () => {
    const fake = createFakeHost({ failing: { write_file: "tunnel_lost" } });
    const view = await open(fake);
    replaceText(view, "mine\n");
    await userEvent.click(screen.getByTestId("file-save"));
    const failure = await screen.findByText("Not saved. Your text is still here.");
    expect(screen.getByRole("button", { name: "Retry" })).toBeVisible();
    push(fake, ...replaceInstance(fake.world, "ws-02"));
    await screen.findByText(REPLACED);
    expect(failure).toBeVisible();
    expect(screen.queryByRole("button", { name: "Retry" })).toBeNull();
  });

  it("does not come over what has been opened on the new one", async () => {
    const fake = createFakeHost();
    const view = await open(fake);
    replaceText(view, "mine\n");
    const release = holdReply(fake, "write_file");
    await userEvent.click(screen.getByTestId("file-save"));
    const events = replaceInstance(fake.world, "ws-02");
    fake.world.files[README] = "# New\n";
    push(fake, ...events);
    await userEvent.click(
      await screen.findByRole("button", { name: "Open the file on the new instance" }),
    );
    await userEvent.click(await screen.findByRole("button", { name: "Drop it and open the file" }));
    await waitFor(() => expect(view.state.sliceDoc()).toBe("# New\n"));
    replaceText(view, "# Newer\n");
    await release();
    expect(view.state.sliceDoc()).toBe("# Newer\n");
    expect(screen.getByTestId("file-save")).toBeEnabled();
    expect(screen.queryByText(REPLACED)).toBeNull();
  });
});

describe("a text whose instance is gone without an event", () => {
  it("is detached by the row of a snapshot, and the panel loads again, once", async () => {
    const fake = createFakeHost();
    const view = await open(fake);
    replaceText(view, "mine\n");
    replaceUnseen(fake);
    expect(await screen.findByText(REPLACED)).toBeVisible();
    expect(view.state.sliceDoc()).toBe("mine\n");
    await waitFor(() => expect(openings(fake)).toHaveLength(2));
    push(fake, { type: "instance_replaced", workspaceId: "ws-02", instanceId: OLD });
    expect(openings(fake)).toHaveLength(2);
  });

  it("is not shown again when the file is closed and opened", async () => {
    const fake = createFakeHost();
    await open(fake);
    await userEvent.click(screen.getByRole("button", { name: "Close file" }));
    replaceUnseen(fake);
    const view = await openFile();
    expect(view.state.sliceDoc()).toBe("# New\n");
    expect(screen.queryByText(REPLACED)).toBeNull();
  });
});

it("a text is detached also when its instance is replaced twice at once", async () => {
  const fake = createFakeHost();
  const view = await open(fake);
  replaceText(view, "mine\n");
  const row = (id: string | null) => replaceInstance(fake.world, "ws-02", id);
  push(
    fake,
    ...row("i-00000000000000b00"),
    ...row("i-00000000000000c00"),
    ...row(null).slice(0, 1),
  );
  expect(await screen.findByText(REPLACED)).toBeVisible();
  expect(screen.getByTestId("file-save")).toBeDisabled();
});

it("a text is attached again, draft and all, when its instance is confirmed to be the same", async () => {
  const fake = createFakeHost();
  const view = await open(fake);
  replaceText(view, "mine\n");
  push(fake, ...replaceInstance(fake.world, "ws-02", null));
  expect(await screen.findByText(REPLACED)).toBeVisible();
  expect(await screen.findByText("Could not load the files")).toBeVisible();
  const [resumed] = replaceInstance(fake.world, "ws-02", OLD);
  push(fake, resumed);
  await waitFor(() => expect(screen.queryByText(REPLACED)).toBeNull());
  expect(view.state.sliceDoc()).toBe("mine\n");
  await userEvent.click(screen.getByTestId("file-save"));
  await screen.findByTestId("file-saved");
  expect(fake.world.files[README]).toBe("mine\n");
});

describe("a text that is saved before its instance is known to be gone", () => {
  async function conflict(fake: FakeHost) {
    const view = await open(fake);
    replaceText(view, "mine\n");
    fake.world.files[README] = "theirs\n";
    replaceInstance(fake.world, "ws-02");
    await userEvent.click(screen.getByTestId("file-save"));
    await screen.findByRole("alertdialog", { name: "This file has changed" });
    return view;
  }

  it("is dropped only after asking, once that is known", async () => {
    const fake = createFakeHost();
    const view = await conflict(fake);
    push(fake, { type: "instance_replaced", workspaceId: "ws-02", instanceId: OLD });
    await userEvent.click(screen.getByRole("button", { name: "Load theirs" }));
    await screen.findByRole("alertdialog", { name: "Drop your unsaved text?" });
    expect(view.state.sliceDoc()).toBe("mine\n");
    await userEvent.click(screen.getByRole("button", { name: "Drop it and open the file" }));
    await waitFor(() => expect(view.state.sliceDoc()).toBe("theirs\n"));
    expect(screen.queryByRole("alertdialog")).toBeNull();
  });

  it("is not dropped for a file that turns out to be on another instance", async () => {
    const fake = createFakeHost();
    const view = await conflict(fake);
    await userEvent.click(screen.getByRole("button", { name: "Load theirs" }));
    expect(await screen.findByText(REPLACED)).toBeVisible();
    expect(view.state.sliceDoc()).toBe("mine\n");
  });

  it("keeps what is typed after “Keep editing”, however slow “Load theirs” is", async () => {
    const fake = createFakeHost();
    const view = await conflict(fake);
    const release = holdReply(fake, "read_file");
    await userEvent.click(screen.getByRole("button", { name: "Load theirs" }));
    expect(screen.getByRole("button", { name: "Loading…" })).toBeDisabled();
    await userEvent.click(screen.getByRole("button", { name: "Keep editing" }));
    replaceText(view, "mine, and more\n");
    await release();
    expect(view.state.sliceDoc()).toBe("mine, and more\n");
    expect(draft()?.text).toBe("mine, and more\n");
  });
});
