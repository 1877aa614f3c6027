import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useNotices } from "../components/notices";
import { draftKey, dropDraft, putDraft, useDrafts } from "../files/drafts";
import type { Draft } from "../ipc/contract";
import { createFakeHost, type FakeHost } from "../ipc/fakeHost";
import { createJournal, type Journal } from "./journal";

const KEY = draftKey("ws-02", "/configs/a.md");
const BASE = { sizeBytes: 1, modifiedMs: 1, sha256: "a" };

let fake: FakeHost;
let journal: Journal;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  useDrafts.setState({ drafts: {} });
  useNotices.setState({ notices: [] });
  fake = createFakeHost();
  journal = createJournal(fake.host);
});

afterEach(() => {
  journal.stop();
  vi.useRealTimers();
});

function type(text: string, instanceId = "i-1") {
  putDraft(KEY, { text, base: BASE, baseText: "before", instanceId });
}

const kept = () =>
  fake.calls.flatMap(({ name, args }) => (name === "keep_draft" ? [(args as Draft).text] : []));

describe("the journal of unsaved text", () => {
  it("keeps text within half a second of its typing, and not every key of it", async () => {
    type("a");
    type("ab");
    await vi.advanceTimersByTimeAsync(300);
    type("abc");
    expect(kept()).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(kept()).toEqual(["abc"]);
    expect(fake.world.drafts[0]).toMatchObject({
      workspaceId: "ws-02",
      instanceId: "i-1",
      path: "/configs/a.md",
      base: BASE,
      baseText: "before",
    });
  });

  it("goes on keeping while one types without a pause", async () => {
    for (let key = 1; key <= 20; key += 1) {
      type("x".repeat(key));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(kept().length).toBeGreaterThanOrEqual(4);
  });

  it("sends one text at a time, and then the newest", async () => {
    fake.options.delayMs = 1_000;
    type("one");
    await vi.advanceTimersByTimeAsync(500);
    type("two");
    await vi.advanceTimersByTimeAsync(450);
    type("three");
    expect(kept()).toEqual(["one"]);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(kept()).toEqual(["one", "three"]);
  });

  it("forgets text that was saved or dropped", async () => {
    type("a");
    await vi.advanceTimersByTimeAsync(500);
    dropDraft(KEY);
    await vi.advanceTimersByTimeAsync(0);
    expect(fake.world.drafts).toEqual([]);
  });

  it("says nothing of text that was undone before it got there", async () => {
    type("a");
    dropDraft(KEY);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(fake.calls).toEqual([]);
  });

  it("says once that text cannot be kept, and tries again with the next change", async () => {
    fake.options.failing = { keep_draft: "internal" };
    type("a");
    await vi.advanceTimersByTimeAsync(500);
    type("ab");
    await vi.advanceTimersByTimeAsync(500);
    expect(useNotices.getState().notices.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Your text could not be kept on this machine: /),
    ]);
    fake.options.failing = {};
    type("abc");
    await vi.advanceTimersByTimeAsync(500);
    expect(fake.world.drafts[0]?.text).toBe("abc");
  });

  it("keeps everything at once when the window is hidden", async () => {
    type("a");
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    document.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(0);
    expect(kept()).toEqual(["a"]);
  });

  it("tells by flushing whether all text is on the disk", async () => {
    type("a");
    fake.options.failing = { keep_draft: "internal" };
    expect(await journal.flush()).toBe(false);
    fake.options.failing = {};
    expect(await journal.flush()).toBe(true);
    expect(fake.world.drafts[0]?.text).toBe("a");
  });

  it("brings back what an earlier session has left, without sending it again", async () => {
    const draft: Draft = {
      workspaceId: "ws-02",
      instanceId: "i-1",
      path: "/configs/a.md",
      text: "mine",
      encoding: "utf8",
      base: BASE,
      baseText: "before",
      changedMs: 1_000,
    };
    fake.world.drafts = [draft];
    fake.world.unreadableDrafts = ["12.json: it is cut off"];
    await journal.restore();
    expect(useDrafts.getState().drafts[KEY]).toMatchObject({ text: "mine", isRestored: true });
    expect(useNotices.getState().notices[0]?.text).toBe("12.json: it is cut off");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(kept()).toEqual([]);
    dropDraft(KEY);
    await vi.advanceTimersByTimeAsync(0);
    expect(fake.world.drafts).toEqual([]);
  });
});
