import { describe, expect, it } from "vitest";
import { nestAt } from "../canvas/nesting";
import { toGraph, toPositions } from "../canvas/toGraph";
import type { Position, Workspace } from "../ipc/contract";
import { createFakeHost } from "../ipc/fakeHost";
import { initialAppState, useAppStore } from "../store";
import { workspaceWith } from "../testing/workspace";
import { changeProblem } from "./changes";
import { type LifecycleFacts, lifecycleActions } from "./lifecycleActions";
import { moveToTeam, positionsInTeam } from "./runLifecycle";
import { membersBelow, nestProblem } from "./teams";

const row = workspaceWith({ id: "a", name: "Reviewer" });
const facts: LifecycleFacts = { row, lead: null, below: 0, offlineReason: null, pending: null };
const reasonOf = (name: string, over: Partial<LifecycleFacts> = {}) =>
  lifecycleActions({ ...facts, ...over })
    .flat()
    .find((action) => action.name === name)?.disabledReason;

describe("what can be done with a workspace", () => {
  it.each(["online", "failed", "offline", "paused", "hibernated", "anything"])(
    "is a restart while it is %s",
    (status) => expect(reasonOf("restart", { row: { ...row, status } })).toBeNull(),
  );

  it("is to resume it only while it is paused", () => {
    expect(reasonOf("resume")).toBe("It is not paused.");
    expect(reasonOf("resume", { row: { ...row, status: "hibernated" } })).toMatch(/restart wakes/);
    const paused = { ...row, status: "paused" };
    expect(reasonOf("resume", { row: paused })).toBeNull();
    expect(reasonOf("pause", { row: paused })).toBe("It is paused already.");
  });

  it("does not start while its lead is paused", () => {
    const lead = workspaceWith({ id: "lead", name: "Lead", status: "paused" });
    const reason = "Its lead, Lead, is paused; resume that first.";
    expect(reasonOf("restart", { lead })).toBe(reason);
    expect(reasonOf("resume", { lead, row: { ...row, status: "paused" } })).toBe(reason);
  });

  it("is nothing on the platform while that cannot be reached; the copy here can go", () => {
    const offlineReason = "offline";
    for (const name of ["restart", "pause", "rename", "tier", "runtime", "move"]) {
      expect(reasonOf(name, { offlineReason }), name).toBe("offline");
    }
    expect(reasonOf("open", { offlineReason })).toBeNull();
    expect(reasonOf("forget", { offlineReason })).toBeNull();
  });
});

describe("teams", () => {
  const lead = workspaceWith({ id: "lead", name: "Lead" });
  const member = workspaceWith({ id: "member", name: "Member", parentId: "lead" });
  const deep = workspaceWith({ id: "deep", name: "Deep", parentId: "member" });
  const other = workspaceWith({ id: "other", name: "Other" });
  const list = [lead, member, deep, other];
  const rows = Object.fromEntries(list.map((row) => [row.id, row]));

  it("never go below their own members", () => {
    expect(nestProblem(rows, "lead", "deep")).toBe(
      "Deep is below Lead: a team cannot go below its own member.",
    );
    expect(nestProblem(rows, "deep", "lead")).toBeNull();
    expect(nestProblem(rows, "member", "lead")).toMatch(/already/);
    expect([...membersBelow(rows, "lead")].toSorted()).toEqual(["deep", "member"]);
  });

  it("take a card that is dropped onto them, and let one go that is dropped outside", () => {
    const nodes = toGraph(list, {});
    const at = (id: string) => {
      const node = nodes.find((other) => other.id === id);
      return { x: (node?.position.x ?? 0) + 5, y: (node?.position.y ?? 0) + 5 };
    };
    expect(nestAt(nodes, "other", at("lead"))).toEqual({ kind: "into", leadId: "lead" });
    expect(nestAt(nodes, "member", at("lead")), "its own team").toBeNull();
    expect(nestAt(nodes, "member", { x: -5_000, y: 0 })).toEqual({ kind: "out" });
    expect(nestAt(nodes, "other", { x: -5_000, y: 0 }), "a plain move").toBeNull();
    expect(nestAt(nodes, "lead", at("lead")), "what moves along is no target").toBeNull();
  });

  it("give a new member a place in their frame, and leave the others where they are", () => {
    const layout = { lead: { x: 0, y: 0 }, other: { x: 4_000, y: 4_000 } };
    const before = positionsInTeam(list, layout, "other", null);
    const after = positionsInTeam(list, layout, "other", "lead");
    expect(after["member"]).toEqual(before["member"]);
    expect(after["other"]?.x).toBeLessThan(1_000);
  });

  it("take a new member where their rows have room, and grow only for those without", () => {
    const members = ["b", "c", "d"].map((id) => workspaceWith({ id, parentId: "lead" }));
    const rows = [lead, ...members, other, workspaceWith({ id: "one more" })];
    const frameOf = (list: typeof rows, layout: Record<string, Position>) =>
      toGraph(list, layout).find(({ id }) => id === "lead")?.height;
    const into = (id: string) => rows.map((row) => (row.id === id ? inTeam(row) : row));
    const inTeam = (row: Workspace) => ({ ...row, parentId: "lead" });
    const first = positionsInTeam(rows, {}, "other", "lead");
    expect([first["other"]?.x, first["other"]?.y]).toEqual([first["c"]?.x, first["d"]?.y]);
    expect(frameOf(into("other"), first)).toBe(frameOf(rows, {}));
    const second = positionsInTeam(into("other"), first, "one more", "lead");
    expect(second["one more"]?.y).toBeGreaterThan(first["d"]?.y ?? 0);
  });

  it("leave the others where they were when the list has the change before its answer", async () => {
    const fake = createFakeHost();
    useAppStore.setState(initialAppState);
    await fake.host.subscribe((event) => useAppStore.getState().apply(event));
    const drawn = toPositions(toGraph(fake.world.workspaces, {}));
    const moved = fake.world.workspaces.find(({ id }) => id === "ws-04");
    expect(moved !== undefined && (await moveToTeam(fake.host, moved, "ws-06"))).toBe(true);
    const { layout, workspaces } = useAppStore.getState();
    expect(workspaces["ws-04"]?.parentId, "pushed already").toBe("ws-06");
    for (const id of ["ws-07", "ws-08", "ws-09", "ws-02", "ws-05"]) {
      expect(layout[id], id).toEqual(drawn[id]);
    }
  });
});

describe("the result of a change", () => {
  const report = { workspace: null, model: null, provider: null };

  it("is good only when every part is saved", () => {
    const saved = { leg: "row", outcome: { status: "saved" } } as const;
    expect(changeProblem({ ...report, legs: [saved] })).toBeNull();
    const error = { code: "platform_error", message: "query failed" } as const;
    expect(
      changeProblem({ ...report, legs: [{ leg: "row", outcome: { status: "failed", error } }] }),
    ).toMatchObject({ detail: "platform_error: query failed" });
    const fields = ["tier"];
    expect(
      changeProblem({
        ...report,
        legs: [{ leg: "row", outcome: { status: "not_accepted", fields } }],
      })?.text,
    ).toContain("tier");
  });
});
