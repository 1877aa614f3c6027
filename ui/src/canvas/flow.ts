import type { Position } from "../ipc/contract";
import type { Size } from "./rect";

/** Where blocks go that are set in rows, left to right, like words. */
export type Flow = Size & { positions: Position[] };

/** Sets `blocks` in rows no wider than `maxWidth` (but for a block that is wider itself). */
export function flow(blocks: readonly Size[], maxWidth: number, gap: number): Flow {
  const positions: Position[] = [];
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  let width = 0;
  for (const block of blocks) {
    if (x > 0 && x + block.width > maxWidth) {
      x = 0;
      y += rowHeight + gap;
      rowHeight = 0;
    }
    positions.push({ x, y });
    width = Math.max(width, x + block.width);
    rowHeight = Math.max(rowHeight, block.height);
    x += block.width + gap;
  }
  return { positions, width, height: y + rowHeight };
}

/**
 * The row width at which the blocks take about `ratio` times as much width as height, rounded up
 * to whole columns of `cell`.
 */
export function rowWidth(blocks: readonly Size[], gap: number, ratio: number, cell: Size): number {
  const area = blocks.reduce((sum, block) => sum + (block.width + gap) * (block.height + gap), 0);
  const column = cell.width + gap;
  const columns = Math.ceil(Math.sqrt(area * ratio) / column - ROUNDING);
  const widest = Math.max(0, ...blocks.map((block) => block.width));
  return Math.max(widest, columns * column - gap);
}

/** Keeps what is whole up to rounding errors from being rounded up once more. */
const ROUNDING = 1e-6;
