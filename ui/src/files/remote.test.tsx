import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { replaceInstance } from "../ipc/fake/access";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { replaceText } from "../testing/editor";
import { openFile, openFiles, README } from "../testing/files";
import { draftKey, putDraft } from "./drafts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
});
afterEach(() => {
  vi.useRealTimers();
});

const looks = (fake: FakeHost) => fake.calls.filter(({ name }) => name === "stat_files").length;
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const CHANGED = "Changed on the instance";

function become(state: DocumentVisibilityState) {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
}

describe("an open file", () => {
  it("is said to have changed on the instance within 5 s, and never replaced unasked", async () => {
    const fake = createFakeHost();
    const view = await openFile(fake);
    fake.world.files[README] = "theirs, and longer\n";
    await pass(5_000);
    expect(screen.getByText(CHANGED)).toBeVisible();
    expect(view.state.sliceDoc()).toBe("# Checkout\n");
    await userEvent.click(screen.getByRole("button", { name: "Load it" }));
    await pass(0);
    expect(view.state.sliceDoc()).toBe("theirs, and longer\n");
    expect(screen.queryByText(CHANGED)).toBeNull();
  });

  it("shows what has changed, without saving anything", async () => {
    const fake = createFakeHost();
    await openFile(fake);
    fake.world.files[README] = "theirs, and longer\n";
    await pass(5_000);
    await userEvent.click(screen.getByRole("button", { name: "Show changes" }));
    expect(
      await screen.findByRole("dialog", { name: "What has changed on the instance" }),
    ).toBeVisible();
    expect(screen.queryByTestId("save-merged")).toBeNull();
  });

  it("is merged on demand where there is unsaved text", async () => {
    const fake = createFakeHost();
    const view = await openFile(fake);
    replaceText(view, "# Checkout\nmine\n");
    fake.world.files[README] = "theirs\n# Checkout\n";
    await pass(5_000);
    await userEvent.click(screen.getByRole("button", { name: "Merge…" }));
    await userEvent.click(await screen.findByTestId("save-merged"));
    await screen.findByTestId("file-saved");
    expect(fake.world.files[README]).toBe("theirs\n# Checkout\nmine\n");
    expect(screen.queryByText(CHANGED)).toBeNull();
  });

  it("is said to be removed when it is gone", async () => {
    const fake = createFakeHost();
    await openFile(fake);
    delete fake.world.files[README];
    await pass(5_000);
    expect(screen.getByText("Removed on the instance")).toBeVisible();
  });

  it("is looked at only while the window can be seen", async () => {
    const fake = createFakeHost();
    await openFile(fake);
    become("hidden");
    await pass(20_000);
    expect(looks(fake)).toBe(0);
    become("visible");
    await pass(5_000);
    expect(looks(fake)).toBe(1);
  });

  it("is not looked at after its instance is gone, or it is closed", async () => {
    const fake = createFakeHost();
    const view = await openFile(fake);
    replaceText(view, "mine\n");
    act(() => replaceInstance(fake.world, "ws-02").forEach(fake.push));
    await screen.findByText("The instance was replaced.");
    const before = looks(fake);
    await pass(10_000);
    expect(looks(fake)).toBe(before);
  });

  it("is looked at again only after the last look has ended, and a failed look says nothing", async () => {
    const fake = createFakeHost();
    await openFile(fake);
    fake.options.delayMs = 60_000;
    await pass(20_000);
    expect(looks(fake)).toBe(1);
    fake.options.failing = { stat_files: "tunnel_lost" };
    await pass(45_000);
    fake.options.delayMs = 0;
    await pass(5_000);
    expect(screen.queryByRole("alert", { name: /tunnel/ })).toBeNull();
    expect(screen.queryByText("tunnel_lost")).toBeNull();
  });
});

describe("text of an earlier session", () => {
  async function restored(fake: FakeHost, base: string) {
    await openFiles(fake);
    act(() =>
      putDraft(draftKey("ws-02", README), {
        text: "# Checkout\nmine\n",
        base: { sizeBytes: 11, modifiedMs: 1, sha256: `fake:${base}` },
        baseText: base,
        instanceId: "i-0a1b2c3d4e5f60001",
        changedMs: Date.now() - 3.5 * 3_600_000,
        isRestored: true,
      }),
    );
    await userEvent.click(await screen.findByTestId(`file-${README}`));
  }

  it("is shown with its age", async () => {
    await restored(createFakeHost(), "# Checkout\n");
    expect(await screen.findByText(/^Unsaved text from 3 h ago/)).toBeVisible();
    expect(screen.queryByText(CHANGED)).toBeNull();
    expect(screen.getByTestId("file-save")).toBeEnabled();
  });

  it("is said to start from another file than there is now, and leads to the merge", async () => {
    await restored(createFakeHost(), "# Older\n");
    expect(await screen.findByText(CHANGED)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Merge…" }));
    expect(await screen.findByRole("group", { name: "Conflict 1 of 1" })).toBeVisible();
  });
});
