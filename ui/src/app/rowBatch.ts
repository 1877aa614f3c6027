import type { AppEvent } from "../ipc/contract";
import type { RowsChanged } from "../store/workspacesSlice";

/**
 * Hands events on, changed rows at most once per frame.
 *
 * The first change goes through at once; those that come before the next frame are put together and wait for it,
 * so that a burst costs one painting per frame however many messages it arrives in. Every other event goes after
 * what waits: the order is kept.
 */
export function batchRows(take: (event: AppEvent) => void): (event: AppEvent) => void {
  let isWaiting = false;
  let waiting: RowsChanged | null = null;

  function flush(): void {
    const event = waiting;
    waiting = null;
    if (event !== null) {
      take(event);
    }
  }

  function waitForFrame(): void {
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      if (waiting !== null) {
        waitForFrame();
        flush();
      }
    });
  }

  return (event) => {
    if (event.type !== "workspaces_changed") {
      flush();
      take(event);
    } else if (isWaiting) {
      waiting = waiting === null ? event : mergeRows(waiting, event);
    } else {
      waitForFrame();
      take(event);
    }
  };
}

/** Two changes as one: of a row in both, the later word counts. */
export function mergeRows(first: RowsChanged, second: RowsChanged): RowsChanged {
  const rows = new Map(first.rows.map((row) => [row.id, row]));
  for (const id of second.removed) {
    rows.delete(id);
  }
  for (const row of second.rows) {
    rows.set(row.id, row);
  }
  const removed = new Set([...first.removed, ...second.removed]);
  return { ...second, rows: [...rows.values()], removed: [...removed] };
}
