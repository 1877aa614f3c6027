import { overlap, type Rect } from "./rect";

/** Side of a cell, in canvas pixels: about two cards. */
const CELL = 512;
/** A rectangle over more cells than this is kept apart. */
const MOST_CELLS = 1_024;

/** Rectangles that can be asked for overlaps without looking at each. */
export type OverlapIndex = { add: (rect: Rect) => void; hits: (rect: Rect) => boolean };

export function createOverlapIndex(): OverlapIndex {
  const cells = new Map<string, Rect[]>();
  const large: Rect[] = [];
  const all: Rect[] = [];
  return {
    add(rect) {
      all.push(rect);
      const keys = cellsOf(rect);
      if (keys === null) {
        large.push(rect);
      }
      for (const key of keys ?? []) {
        const inCell = cells.get(key);
        if (inCell === undefined) {
          cells.set(key, [rect]);
        } else {
          inCell.push(rect);
        }
      }
    },
    hits(rect) {
      const keys = cellsOf(rect);
      const near = keys === null ? all : [...keys.flatMap((key) => cells.get(key) ?? []), ...large];
      return near.some((other) => overlap(other, rect));
    },
  };
}

/** The cells that a rectangle touches; null when they are too many. */
function cellsOf({ x, y, width, height }: Rect): string[] | null {
  const [left, top] = [Math.floor(x / CELL), Math.floor(y / CELL)];
  const [right, bottom] = [Math.floor((x + width) / CELL), Math.floor((y + height) / CELL)];
  if ((right - left + 1) * (bottom - top + 1) > MOST_CELLS) {
    return null;
  }
  const keys: string[] = [];
  for (let column = left; column <= right; column += 1) {
    for (let row = top; row <= bottom; row += 1) {
      keys.push(`${column},${row}`);
    }
  }
  return keys;
}
