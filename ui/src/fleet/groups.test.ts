import { describe, expect, it } from "vitest";
import { toGroupedGraph } from "../canvas/toGraph";
import { bigFleet } from "../ipc/fake/fleet";
import { workspaceWith } from "../testing/workspace";
import { attentionOf, inNeed, summarise, summaryText } from "./attention";
import { type GroupItem, idsIn, isGroup, MOST_GROUPS, toGroups } from "./groups";

const many = bigFleet(10_000);

function contents(items: readonly GroupItem[]): GroupItem[] {
  return items.flatMap((item) => (isGroup(item) ? [item, ...contents(item.items)] : [item]));
}

describe("10,000 workspaces in groups", () => {
  const groups = toGroups(many);

  it("are few groups, with everybody in exactly one of them", () => {
    expect(groups.length).toBeLessThanOrEqual(MOST_GROUPS);
    expect(groups.flatMap(idsIn).toSorted()).toEqual(many.map(({ id }) => id).toSorted());
    expect(groups.reduce((sum, { size }) => sum + size, 0)).toBe(10_000);
  });

  it("have names of their own, at every level, and no level is endless", () => {
    const all = contents(groups).filter(isGroup);
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    expect(Math.max(...all.map(({ items }) => items.length))).toBeLessThanOrEqual(100);
  });

  it("show what is in a group only when it is opened, in its place", () => {
    const [first] = groups;
    const closed = toGroupedGraph(many, new Set());
    expect(closed).toHaveLength(groups.length);
    const open = toGroupedGraph(many, new Set([first?.key ?? ""]));
    expect(open).toHaveLength(groups.length + (first?.items.length ?? 0));
    expect(open[0]).toMatchObject({ id: closed[0]?.id, type: "opened" });
  });

  it("name everybody who has failed", () => {
    const rows = Object.fromEntries(many.map((row) => [row.id, row]));
    const failed = many.filter(({ status }) => status === "failed").length;
    expect(failed).toBeGreaterThan(50);
    expect(groups.flatMap((group) => inNeed(rows, idsIn(group), 0))).toHaveLength(failed);
  });
});

describe("groups", () => {
  it("take a chain of leads as long as the list", () => {
    const chain = Array.from({ length: 5_000 }, (_, index) =>
      workspaceWith({ id: `w${index}`, parentId: index === 0 ? null : `w${index - 1}` }),
    );
    expect(toGroups(chain).map(({ size }) => size)).toEqual([5_000]);
  });

  it("are teams, and by runtime those without one", () => {
    const lead = workspaceWith({ id: "lead", name: "Lead" });
    const member = workspaceWith({ id: "member", parentId: "lead" });
    const alone = workspaceWith({ id: "alone", runtime: "hermes" });
    expect(toGroups([lead, member, alone]).map(({ label, size }) => [label, size])).toEqual([
      ["Lead’s team", 2],
      ["hermes", 1],
    ]);
  });
});

describe("the summary of a group", () => {
  it("counts its states, and who needs somebody", () => {
    const list = [
      workspaceWith({ id: "a" }),
      workspaceWith({ id: "b", status: "failed" }),
      workspaceWith({ id: "c", status: "awaiting_agent" }),
      workspaceWith({ id: "d", status: "provisioning", provisioningSinceMs: 0 }),
    ];
    const rows = Object.fromEntries(list.map((row) => [row.id, row]));
    const summary = summarise(rows, Object.keys(rows), 121_000);
    expect(summary.attention).toBe(3);
    expect(summaryText(summary)).toBe("1 online, 2 starting, 1 failed");
    expect(list.map((row) => attentionOf(row, 1, 121_000))).toEqual([
      null,
      "failed",
      "waiting",
      "overdue",
    ]);
  });
});
