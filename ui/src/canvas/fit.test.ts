import { getViewportForBounds } from "@xyflow/react";
import { describe, expect, it } from "vitest";
import { FIT, isFitted, MIN_ZOOM } from "./fit";

const BOUNDS = { x: -40, y: 12, width: 3000, height: 1700 };
const SIZE = { width: 1280, height: 700 };

function fitOf({ width, height }: typeof SIZE) {
  return getViewportForBounds(BOUNDS, width, height, MIN_ZOOM, FIT.maxZoom, FIT.padding);
}

describe("a view", () => {
  it("that shows all is known again", () => {
    expect(isFitted(fitOf(SIZE), BOUNDS, SIZE)).toBe(true);
  });

  it.each([{ x: 1 }, { y: -1 }, { zoom: 0.001 }])(
    "that somebody moved by %o is left alone",
    (move) => {
      const view = fitOf(SIZE);
      const moved = {
        x: view.x + (move.x ?? 0),
        y: view.y + (move.y ?? 0),
        zoom: view.zoom + (move.zoom ?? 0),
      };
      expect(isFitted(moved, BOUNDS, SIZE)).toBe(false);
    },
  );

  it("of another size, or of a canvas without one, does not count", () => {
    expect(isFitted(fitOf(SIZE), BOUNDS, { ...SIZE, height: 645 })).toBe(false);
    expect(isFitted({ x: 0, y: 0, zoom: 1 }, BOUNDS, { width: 0, height: 0 })).toBe(false);
  });
});
