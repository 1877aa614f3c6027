import { describe, expect, it } from "vitest";
import type { AppEvent } from "../ipc/contract";
import { workspaceWith } from "../testing/workspace";
import { type AppState, initialAppState, reduce } from "./index";
import { confirmInstance, countReplaced, hasLeft } from "./replacedSlice";

const listed = (instanceId: string | null): AppEvent => ({
  type: "workspaces",
  list: { workspaces: [workspaceWith({ id: "ws", instanceId })], fetchedMs: 1, source: "live" },
});
const replaced = (instanceId: string): AppEvent => ({
  type: "instance_replaced",
  workspaceId: "ws",
  instanceId,
});
const stateAfter = (...events: AppEvent[]) => events.reduce(reduce, initialAppState);
const left = (state: AppState) => ["A", "B", "C"].filter((id) => hasLeft(state, "ws", id));
const read = (state: AppState, instanceId: string, since = countReplaced(state, "ws")) => ({
  ...state,
  ...confirmInstance(state, "ws", instanceId, since),
});

describe("the instances that a workspace has left", () => {
  it("are told by the event, also while the row names none", () => {
    expect(left(stateAfter(listed("A"), listed(null)))).toEqual([]);
    expect(left(stateAfter(listed("A"), listed(null), replaced("A")))).toEqual(["A"]);
  });

  it("are told by the row alone, when the event was missed", () => {
    const state = stateAfter(listed("A"), listed(null), listed("B"), listed(null));
    expect(left(state)).toEqual(["A"]);
    expect(countReplaced(state, "ws")).toBe(1);
  });

  it("are all known when several were left", () => {
    expect(left(stateAfter(listed(null), replaced("A"), replaced("B")))).toEqual(["A", "B"]);
  });

  it("count once, however a replacement is told", () => {
    expect(countReplaced(stateAfter(listed("A"), listed("B"), replaced("A")), "ws")).toBe(1);
    expect(countReplaced(stateAfter(listed("A"), replaced("A"), listed("B")), "ws")).toBe(1);
    const twice = stateAfter(listed("A"), replaced("A"), listed("A"), replaced("A"));
    expect(countReplaced(twice, "ws"), "the second one of the same instance").toBe(2);
  });

  it("are back when something is read from them again, and the row names no other", () => {
    const resumed = stateAfter(listed("A"), replaced("A"), listed("A"));
    expect(left(resumed), "until then").toEqual(["A", "B", "C"]);
    expect(left(read(resumed, "A"))).toEqual(["B", "C"]);
    expect(left(read(stateAfter(listed("A"), listed("B")), "A"))).toEqual(["A", "C"]);
  });

  it("are not back by a reading that began before they were left", () => {
    expect(left(read(stateAfter(listed(null), replaced("A")), "A", 0))).toEqual(["A"]);
  });
});
