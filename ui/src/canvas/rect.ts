import type { Position } from "../ipc/contract";

export type Size = { width: number; height: number };
export type Rect = Position & Size;

/** Whether two rectangles share more than an edge. */
export function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Whether `inner` lies wholly in `outer`. */
export function contains(outer: Rect, inner: Rect): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/** The smallest rectangle around all of `rects`; null for none. */
export function bounds(rects: readonly Rect[]): Rect | null {
  const [first, ...rest] = rects;
  return first === undefined ? null : rest.reduce(union, first);
}

export function translate(rect: Rect, by: Position): Rect {
  return { ...rect, x: rect.x + by.x, y: rect.y + by.y };
}

function union(a: Rect, b: Rect): Rect {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
