import type { Viewport } from "@xyflow/react";
import { describe, expect, it } from "vitest";
import { workspaceWith } from "../testing/workspace";
import { fitTo, isFitted } from "./fit";
import { toGraph } from "./toGraph";

const NODES = toGraph(
  Array.from({ length: 60 }, (_, index) =>
    workspaceWith({
      id: `w${index}`,
      parentId: index % 6 === 0 ? null : `w${index - (index % 6)}`,
    }),
  ),
  {},
);
const SIZE = { width: 1280, height: 700 };
const FIT = fitTo(NODES, SIZE) as Viewport;

describe("a view", () => {
  it("shows every node, also those of teams", () => {
    const places = new Map(NODES.map((node) => [node.id, node]));
    for (const { position, parentId, width = 0, height = 0 } of NODES) {
      const parent = places.get(parentId ?? "")?.position ?? { x: 0, y: 0 };
      const left = FIT.x + (parent.x + position.x) * FIT.zoom;
      const top = FIT.y + (parent.y + position.y) * FIT.zoom;
      expect(left).toBeGreaterThan(0);
      expect(top).toBeGreaterThan(0);
      expect(left + width * FIT.zoom).toBeLessThan(SIZE.width);
      expect(top + height * FIT.zoom).toBeLessThan(SIZE.height);
    }
  });

  it("that shows all is known again", () => {
    expect(isFitted(FIT, NODES, SIZE)).toBe(true);
  });

  it.each([{ x: 1 }, { y: -1 }, { zoom: 0.001 }])(
    "that somebody moved by %o is left alone",
    (move) => {
      const moved = {
        x: FIT.x + (move.x ?? 0),
        y: FIT.y + (move.y ?? 0),
        zoom: FIT.zoom + (move.zoom ?? 0),
      };
      expect(isFitted(moved, NODES, SIZE)).toBe(false);
    },
  );

  it("of another size does not count, nor is there one of nothing", () => {
    expect(isFitted(FIT, NODES, { ...SIZE, height: 645 })).toBe(false);
    expect(fitTo([], SIZE)).toBeNull();
  });
});
