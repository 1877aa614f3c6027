/**
 * The opening of a panel on the webview's own clock, for whoever measures it from outside:
 * `performance.getEntriesByName(name)` has one entry of each, with `detail.workspaceId`.
 *
 * - `causeway:click`: the event that opened the panel, at the time when it happened.
 * - `causeway:card-painted`: the header with the workspace's row is on the screen.
 * - `causeway:config-painted`: config.yaml is on the screen, from the store or just read; `detail.view` says
 *   whether as a `form` or as text (`raw`).
 * - `causeway:config-fresh`: what is on the screen is what this opening has read.
 *
 * A click clears what the one before has left. A panel that opens by itself leaves no mark.
 */

import { lastGeneration } from "./generation";

export const CLICK = "causeway:click";
export const CARD_PAINTED = "causeway:card-painted";
export const CONFIG_PAINTED = "causeway:config-painted";
export const CONFIG_FRESH = "causeway:config-fresh";

type PaintedMark = typeof CARD_PAINTED | typeof CONFIG_PAINTED | typeof CONFIG_FRESH;

const ALL = [CLICK, CARD_PAINTED, CONFIG_PAINTED, CONFIG_FRESH];

/** The opening that is measured, and what of it is marked or about to be. */
type Measured = {
  workspaceId: string;
  /** The newest generation of any panel before the click. */
  after: number;
  marked: Set<PaintedMark>;
};

let measured: Measured | null = null;

/** Marks the event that is handled now as the one that opens a panel. */
export function markClick(workspaceId: string): void {
  for (const name of ALL) {
    performance.clearMarks(name);
  }
  measured = { workspaceId, after: lastGeneration(), marked: new Set() };
  const startTime = window.event?.timeStamp ?? performance.now();
  performance.mark(CLICK, { startTime, detail: { workspaceId } });
}

/** Marks, once for each click, that what has just been committed is painted. */
export function markPainted(name: PaintedMark, workspaceId: string, detail: object = {}): void {
  if (measured?.workspaceId === workspaceId) {
    markOnce(measured, name, detail);
  }
}

/** Marks that what the opening with this generation has read is painted. */
export function markFresh(workspaceId: string, generation: number, detail: object): void {
  // A panel that is shown again has at first what an earlier opening has read.
  if (measured?.workspaceId === workspaceId && generation > measured.after) {
    markOnce(measured, CONFIG_FRESH, detail);
  }
}

function markOnce(current: Measured, name: PaintedMark, detail: object): void {
  if (current.marked.has(name)) {
    return;
  }
  const { workspaceId } = current;
  current.marked.add(name);
  // The first frame paints it; by the next one it is on the screen.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (measured === current) {
        performance.mark(name, { detail: { workspaceId, ...detail } });
      }
    }),
  );
}
