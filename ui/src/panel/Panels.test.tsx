import { undo } from "@codemirror/commands";
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { useDrafts } from "../files/drafts";
import type { ClosePanel, OpenPanel, PanelEvent } from "../ipc/contract";
import { replaceInstance } from "../ipc/fake/access";
import { listOf } from "../ipc/fake/world";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { findEditor, replaceText } from "../testing/editor";
import { renderWith } from "../testing/renderWith";
import { setLikely } from "./likelyPanel";
import { CARD_PAINTED, CONFIG_FRESH, CONFIG_PAINTED, markClick } from "./marks";
import { Panels } from "./Panels";

const A = "ws-02";
const B = "ws-03";

/** The panels, and a way to open and close them as a click on the canvas does. */
function show(fake: FakeHost) {
  let open: (id: string | null) => void = () => undefined;
  function Stage() {
    const [openId, setOpenId] = useState<string | null>(null);
    open = setOpenId;
    return <Panels openId={openId} onClose={closeNothing} />;
  }
  renderWith(fake, <Stage />);
  return (id: string | null) => act(async () => open(id));
}

const closeNothing = () => undefined;

const openings = (fake: FakeHost) =>
  fake.calls.flatMap(({ name, args }) => (name === "open_panel" ? [args as OpenPanel] : []));
const closings = (fake: FakeHost) =>
  fake.calls.flatMap(({ name, args }) => (name === "close_panel" ? [args as ClosePanel] : []));

/** The open panel; there is never more than one to be seen. */
const panel = () => within(screen.getByRole("complementary", { name: "Workspace details" }));

async function openRaw() {
  await panel().findByText("opus-5");
  await userEvent.click(panel().getByTestId("config-raw"));
  return findEditor("config-editor");
}

describe("a panel that was open before", () => {
  it("is shown again at once as it was left, with its undo history", async () => {
    const fake = createFakeHost();
    const open = show(fake);
    await open(A);
    const saved = (await openRaw()).state.sliceDoc();
    replaceText(await findEditor("config-editor"), "name: Mine\n");
    await open(B);
    await panel().findByText("opus-5");
    await open(A);
    expect(panel().getByTestId("config-raw")).toHaveAttribute("aria-pressed", "true");
    const view = await findEditor("config-editor");
    expect(view.state.sliceDoc()).toBe("name: Mine\n");
    act(() => void undo(view));
    expect(view.state.sliceDoc()).toBe(saved);
    expect(useDrafts.getState().drafts).toEqual({});
  });

  it("keeps its tab, its open file and where it was scrolled", async () => {
    const fake = createFakeHost();
    const open = show(fake);
    await open(A);
    await userEvent.click(await panel().findByTestId("tab-files"));
    await userEvent.click(await panel().findByTestId("file-/configs/config.yaml"));
    await findEditor("file-editor");
    const tree = panel().getByRole("tree", { name: "Files" });
    tree.scrollTop = 84;
    fireEvent.scroll(tree);
    await open(null);
    expect(screen.queryByRole("complementary")).toBeNull();
    tree.scrollTop = 0;
    await open(A);
    expect(panel().getByTestId("file-editor")).toBeVisible();
    expect(panel().getByRole("tree", { name: "Files" })).toBe(tree);
    expect(tree.scrollTop).toBe(84);
  });

  it("holds no session and asks for nothing while it is hidden", async () => {
    const fake = createFakeHost();
    const open = show(fake);
    await open(A);
    await openRaw();
    await open(null);
    const [first] = openings(fake);
    expect(closings(fake)).toEqual([{ workspaceId: A, generation: first?.generation }]);
    vi.useFakeTimers();
    const before = fake.calls.length;
    act(() => fake.push({ type: "workspaces", list: listOf(fake.world) }));
    act(() => void vi.advanceTimersByTime(60_000));
    vi.useRealTimers();
    expect(fake.calls.slice(before)).toEqual([]);
  });

  it("is opened anew, once, whatever has happened meanwhile", async () => {
    const fake = createFakeHost();
    const open = show(fake);
    await open(A);
    await panel().findByText("opus-5");
    await open(null);
    const instanceId = fake.world.workspaces.find(({ id }) => id === A)?.instanceId ?? "";
    act(() => fake.push({ type: "instance_replaced", workspaceId: A, instanceId }));
    await open(A);
    expect(panel().getByText("opus-5"), "what was there stays").toBeVisible();
    await waitFor(() => expect(openings(fake)).toHaveLength(2));
    const [first, second] = openings(fake);
    expect(second?.generation).toBeGreaterThan(first?.generation ?? 0);
    expect(second?.legs).toEqual(first?.legs);
  });

  it("shows the file of the instance that it has got meanwhile", async () => {
    const fake = createFakeHost();
    const open = show(fake);
    await open(A);
    const view = await openRaw();
    expect(view.state.sliceDoc()).not.toBe("name: Anew\n");
    await open(null);
    const events = replaceInstance(fake.world, A);
    fake.world.files["/configs/config.yaml"] = "name: Anew\n";
    act(() => events.forEach(fake.push));
    await open(A);
    await waitFor(async () =>
      expect((await findEditor("config-editor")).state.sliceDoc()).toBe("name: Anew\n"),
    );
    expect(screen.queryByText("The instance was replaced.")).toBeNull();
  });

  it("takes no late answer of the opening before", async () => {
    const fake = createFakeHost();
    const sent: { generation: number; onEvent: (event: PanelEvent) => void }[] = [];
    fake.host.openPanel = ({ generation }, onEvent) => {
      sent.push({ generation, onEvent });
      return new Promise(() => undefined);
    };
    const open = show(fake);
    await open(A);
    await waitFor(() => expect(sent).toHaveLength(1));
    await open(null);
    await open(A);
    await waitFor(() => expect(sent).toHaveLength(2));
    const send = (index: number, model: string) => {
      const { generation = 0, onEvent } = sent[index] ?? {};
      const value = { model, source: "override" };
      const outcome = { status: "ok", value, ms: 1, fetchedMs: Date.now() } as const;
      act(() => onEvent?.({ type: "model", generation, outcome }));
    };
    send(1, "newer-model");
    send(0, "older-model");
    expect(panel().getByText("newer-model")).toBeVisible();
    expect(screen.queryByText("older-model")).toBeNull();
  });

  it("shows no failure that its own closing has caused", async () => {
    const fake = createFakeHost();
    let fail = (_error: unknown) => {};
    fake.host.openPanel = () =>
      new Promise((_resolve, reject) => {
        fail = reject;
      });
    const open = show(fake);
    await open(A);
    const failFirst = fail;
    await open(null);
    await act(async () => failFirst({ code: "cancelled", message: "closed" }));
    await open(A);
    expect(screen.queryByText("Could not ask for the workspace")).toBeNull();
  });

  it("does not count as read anew before it was", async () => {
    const fake = createFakeHost();
    const open = show(fake);
    await open(A);
    await panel().findByText("opus-5");
    await open(null);
    fake.host.openPanel = () => new Promise(() => undefined);
    markClick(A);
    await open(A);
    const count = (name: string) => performance.getEntriesByName(name).length;
    await waitFor(() => expect(count(CONFIG_PAINTED)).toBe(1));
    expect(count(CARD_PAINTED)).toBe(1);
    expect(count(CONFIG_FRESH)).toBe(0);
  });

  it("is dropped with its workspace", async () => {
    const fake = createFakeHost();
    const open = show(fake);
    await open(A);
    await openRaw();
    await open(null);
    fake.world.workspaces = fake.world.workspaces.filter(({ id }) => id !== A);
    act(() => fake.push({ type: "workspaces", list: listOf(fake.world) }));
    await waitFor(() => expect(document.querySelector(".panel")).toBeNull());
  });

  it("is dropped after eight others, but not with text that nothing else has", async () => {
    const fake = createFakeHost();
    fake.host.openPanel = () => new Promise(() => undefined);
    const open = show(fake);
    const ids = fake.world.workspaces.map(({ id }) => id).slice(0, 10);
    expect(ids).toHaveLength(10);
    const [first = "", second = ""] = ids;
    await open(first);
    act(() => panel().getByTestId("panel-title").focus());
    await userEvent.keyboard("{F2}");
    await userEvent.type(await panel().findByTestId("panel-rename"), " and more");
    for (const id of ids.slice(1)) {
      await open(id);
    }
    await waitFor(() => expect(document.querySelectorAll(".panel")).toHaveLength(8));
    await open(first);
    expect(panel().getByTestId<HTMLInputElement>("panel-rename").value).toMatch(/ and more$/);
    await open(second);
    expect(panel().queryByTestId("panel-rename")).toBeNull();
  });
});

describe("the panel that is likely to be opened next", () => {
  it("is drawn ahead, loads nothing, and is opened like any other", async () => {
    const fake = createFakeHost();
    const open = show(fake);
    await act(async () => setLikely(A));
    expect(document.querySelectorAll(".panel")).toHaveLength(1);
    expect(screen.queryByRole("complementary")).toBeNull();
    expect(fake.calls.filter(({ name }) => name !== "list_drafts")).toEqual([]);
    const drawn = document.querySelector(".panel");
    await open(A);
    expect(screen.getByRole("complementary")).toBe(drawn);
    expect(await panel().findByText("opus-5")).toBeVisible();
    expect(openings(fake)).toHaveLength(1);
  });

  it("goes when another one is opened", async () => {
    const fake = createFakeHost();
    const open = show(fake);
    await act(async () => setLikely(A));
    await open(B);
    await waitFor(() => expect(document.querySelectorAll(".panel")).toHaveLength(1));
    expect(openings(fake).map(({ workspaceId }) => workspaceId)).toEqual([B]);
  });
});

describe("a warm panel", () => {
  it("keeps what it had read, however long it is hidden", async () => {
    const fake = createFakeHost();
    const open = show(fake);
    await open(A);
    await userEvent.click(await panel().findByTestId("tab-files"));
    await userEvent.click(await panel().findByTestId("file-/configs/config.yaml"));
    await findEditor("file-editor");
    vi.useFakeTimers();
    await open(null);
    act(() => void vi.advanceTimersByTime(3_600_000));
    vi.useRealTimers();
    fake.options.failing = { read_file: "timed_out" };
    await open(A);
    expect(panel().getByTestId("file-editor")).toBeVisible();
  });
});
