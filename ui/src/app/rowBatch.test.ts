import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AppEvent, Workspace } from "../ipc/contract";
import type { RowsChanged } from "../store/workspacesSlice";
import { workspaceWith } from "../testing/workspace";
import { batchRows, mergeRows } from "./rowBatch";

const row = (id: string, status = "online") => workspaceWith({ id, status });
const changed = (rows: Workspace[], removed: string[] = []): RowsChanged => ({
  type: "workspaces_changed",
  rows,
  removed,
  fetchedMs: 1,
  source: "live",
});

describe("changed rows on their way to the store", () => {
  let frames: FrameRequestCallback[] = [];
  const nextFrame = () => {
    for (const frame of frames.splice(0)) {
      frame(0);
    }
  };

  beforeEach(() => {
    frames = [];
    vi.spyOn(window, "requestAnimationFrame").mockImplementation((frame) => frames.push(frame));
  });
  afterEach(() => vi.restoreAllMocks());

  it("go through at once when nothing went before", () => {
    const taken: AppEvent[] = [];
    batchRows((event) => taken.push(event))(changed([row("a")]));
    expect(taken).toHaveLength(1);
  });

  it("arrive once per frame in a burst, with the last word of each row", () => {
    const taken: AppEvent[] = [];
    const take = batchRows((event) => taken.push(event));
    take(changed([row("a")]));
    for (let count = 0; count < 500; count += 1) {
      take(changed([row("a", "failed"), row(`b${count}`)]));
    }
    expect(taken).toHaveLength(1);
    nextFrame();
    expect(taken).toHaveLength(2);
    expect(taken[1]).toMatchObject({ rows: { length: 501 } });
    nextFrame();
    expect(taken, "nothing is told twice").toHaveLength(2);
  });

  it("come before whatever is told after them", () => {
    const taken: AppEvent[] = [];
    const take = batchRows((event) => taken.push(event));
    take(changed([row("a")]));
    take(changed([row("b")]));
    take({ type: "card_changed", workspaceId: "b" });
    expect(taken.map(({ type }) => type)).toEqual([
      "workspaces_changed",
      "workspaces_changed",
      "card_changed",
    ]);
  });
});

describe("mergeRows", () => {
  it("lets a row go that was removed later, and come back that came later", () => {
    const merged = mergeRows(changed([row("a"), row("b")], ["c"]), changed([row("c")], ["a"]));
    expect(merged.rows.map(({ id }) => id)).toEqual(["b", "c"]);
    expect(merged.removed.toSorted()).toEqual(["a", "c"]);
  });
});
