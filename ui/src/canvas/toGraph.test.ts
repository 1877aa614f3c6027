import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Workspace } from "../ipc/contract";
import type { Layout } from "../store/layoutSlice";
import { workspaceWith } from "../testing/workspace";
import { CARD, FRAME } from "./arrange";
import { reconcile } from "./reconcile";
import { overlap, type Rect } from "./rect";
import { nodeLabel } from "./status";
import { toGraph, toPositions, type WorkspaceNode } from "./toGraph";

const id = fc.integer({ min: 0, max: 14 }).map((number) => `w${number}`);
const place = fc.record({
  x: fc.integer({ min: -2000, max: 2000 }),
  y: fc.integer({ min: -2000, max: 2000 }),
});
/** Any list: parents that are missing, point at themselves or form circles included. */
const fleet: fc.Arbitrary<Workspace[]> = fc.uniqueArray(
  fc
    .record({ id, parentId: fc.option(id), spot: fc.option(place) })
    .map(({ id, parentId, spot }) => workspaceWith({ id, parentId, ...(spot ?? {}) })),
  { selector: (workspace) => workspace.id, maxLength: 15 },
);
const layouts: fc.Arbitrary<Layout> = fc.dictionary(id, place);

describe("toGraph, for any fleet and layout", () => {
  it("draws every workspace exactly once, and teams before their members", () => {
    fc.assert(
      fc.property(fleet, layouts, (workspaces, layout) => {
        const nodes = toGraph(workspaces, layout);
        expect(nodes.map(({ id }) => id).toSorted()).toEqual(
          workspaces.map(({ id }) => id).toSorted(),
        );
        const seen = new Set<string>();
        for (const node of nodes) {
          expect(node.parentId === undefined || seen.has(node.parentId)).toBe(true);
          seen.add(node.id);
        }
      }),
    );
  });

  it("keeps every member inside the frame of its team, below the lead's card", () => {
    fc.assert(
      fc.property(fleet, layouts, (workspaces, layout) => {
        const nodes = toGraph(workspaces, layout);
        const frames = new Map(nodes.map((node) => [node.id, node]));
        for (const node of nodes) {
          const frame = frames.get(node.parentId ?? "");
          if (frame !== undefined) {
            const { x, y, width, height } = rectOf(node);
            expect(x).toBeGreaterThanOrEqual(FRAME.side);
            expect(y).toBeGreaterThanOrEqual(FRAME.top);
            expect(x + width).toBeLessThanOrEqual((frame.width ?? 0) - FRAME.side);
            expect(y + height).toBeLessThanOrEqual((frame.height ?? 0) - FRAME.side);
          }
        }
      }),
    );
  });

  it("overlaps nothing that the user has not placed", () => {
    fc.assert(
      fc.property(fleet, (workspaces) => {
        const nodes = toGraph(workspaces, {});
        for (const [index, a] of nodes.entries()) {
          for (const b of nodes.slice(index + 1)) {
            const areSiblings = a.parentId === b.parentId;
            expect(areSiblings && overlap(rectOf(a), rectOf(b)), `${a.id} and ${b.id}`).toBe(false);
          }
        }
      }),
    );
  });

  it("draws the same picture again from the positions that it was drawn with", () => {
    fc.assert(
      fc.property(fleet, (workspaces) => {
        const drawn = toGraph(workspaces, {});
        expect(toGraph(workspaces, toPositions(drawn))).toEqual(drawn);
      }),
    );
  });
});

describe("toGraph", () => {
  const lead = workspaceWith({ id: "lead", x: 400, y: 300 });
  const first = workspaceWith({ id: "first", parentId: "lead", x: 500, y: 500 });
  const second = workspaceWith({ id: "second", parentId: "lead", x: 900, y: 500 });

  it("puts members where the platform has them, when nothing overlaps", () => {
    const positions = toPositions(toGraph([lead, first, second], {}));
    expect(positions["first"]).toEqual({ x: 500, y: 500 });
    expect(positions["second"]).toEqual({ x: 900, y: 500 });
  });

  it("sets a team in rows when the platform's positions overlap", () => {
    const tooClose = { ...second, x: 510, y: 510 };
    const nodes = toGraph([lead, first, tooClose], {});
    const [a, b] = nodes.filter(({ parentId }) => parentId === "lead").map(rectOf);
    expect(a?.y).toBe(b?.y);
    expect((b?.x ?? 0) - (a?.x ?? 0)).toBeGreaterThanOrEqual(CARD.width);
  });

  it("lets the user's position win over the platform's", () => {
    const positions = toPositions(toGraph([first], { first: { x: 7, y: 8 } }));
    expect(positions["first"]).toEqual({ x: 7, y: 8 });
  });

  it("finds room for a new member without moving the ones the user placed", () => {
    const layout = { first: { x: 0, y: 0 } };
    const nodes = toGraph([lead, first, { ...second, x: 0, y: 0 }], layout);
    const positions = toPositions(nodes);
    expect(positions["first"]).toEqual({ x: 0, y: 0 });
    expect(positions["second"]?.y).toBeGreaterThanOrEqual(CARD.height);
  });

  it("treats a parent that is not in the list as none", () => {
    const [node] = toGraph([first], {});
    expect(node?.parentId).toBeUndefined();
    expect(node?.type).toBe("workspace");
  });

  it("says name, status, tier and runtime to a screen reader, by the label in the card", () => {
    const row = workspaceWith({ id: "a", name: "Triage", activeTasks: 1 });
    const [node] = toGraph([row], {});
    expect(node?.domAttributes).toEqual({ "aria-labelledby": "label-a" });
    expect(nodeLabel(row)).toBe("Triage, Online, Tier 2, langgraph, 1 task");
    expect(nodeLabel(row, "14:03")).toBe(
      "Triage, last seen online as of 14:03, Tier 2, langgraph, 1 task",
    );
  });
});

describe("reconcile", () => {
  it("replaces only the nodes that have changed", () => {
    const a = workspaceWith({ id: "a" });
    const b = workspaceWith({ id: "b" });
    const before = toGraph([a, b], { a: { x: 0, y: 0 }, b: { x: 300, y: 0 } });
    const after = reconcile(before, toGraph([a, b], { a: { x: 0, y: 0 }, b: { x: 900, y: 900 } }));
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(after[1]?.position).toEqual({ x: 900, y: 900 });
  });
});

function rectOf(node: WorkspaceNode): Rect {
  return { ...node.position, width: node.width ?? 0, height: node.height ?? 0 };
}
