import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from "react";
import type { Entry } from "../ipc/contract";
import { hitFolder, setDropTarget } from "../transfers/dropTarget";
import { moveProblem } from "./moveProblem";

/** How far the pointer goes before a press is a drag, in pixels. */
const THRESHOLD = 6;

/** Rows on their way to another folder. */
export type RowDrag = { entries: readonly Entry[]; x: number; y: number };

/**
 * Drags rows of the tree onto a folder of it. Works with pointer events: while the window takes files
 * from outside, the page's own drag and drop is not to be had on every system.
 *
 * @param entriesAt What a press at an element drags; null for nothing.
 */
export function useRowDrag(
  workspaceId: string,
  entriesAt: (element: Element) => readonly Entry[] | null,
  onDrop: (entries: readonly Entry[], folder: string) => void,
): { drag: RowDrag | null; press: (event: ReactPointerEvent) => void; hasDragged: () => boolean } {
  const [drag, setDrag] = useState<RowDrag | null>(null);
  const stop = useRef(() => {});
  const dragged = useRef(false);
  useEffect(() => () => stop.current(), []);

  function press(event: ReactPointerEvent) {
    dragged.current = false;
    const entries = event.target instanceof Element ? entriesAt(event.target) : null;
    if (event.button !== 0 || event.pointerType === "touch" || entries === null) {
      return;
    }
    stop.current();
    const begin = { x: event.clientX, y: event.clientY };
    const ended = new AbortController();
    const { signal } = ended;
    let folder: string | null = null;

    function move({ clientX: x, clientY: y }: PointerEvent) {
      if (!dragged.current && Math.hypot(x - begin.x, y - begin.y) < THRESHOLD) {
        return;
      }
      dragged.current = true;
      folder = folderAt(workspaceId, entries ?? [], x, y);
      setDropTarget(folder === null ? null : { workspaceId, folder });
      setDrag({ entries: entries ?? [], x, y });
    }
    function end() {
      ended.abort();
      setDropTarget(null);
      setDrag(null);
    }
    function drop() {
      end();
      if (dragged.current && folder !== null) {
        onDrop(entries ?? [], folder);
      }
    }

    window.addEventListener("pointermove", move, { signal });
    window.addEventListener("pointerup", drop, { signal });
    window.addEventListener("pointercancel", end, { signal });
    window.addEventListener(
      "keydown",
      (pressed) => {
        if (pressed.key === "Escape" && dragged.current) {
          pressed.preventDefault();
          pressed.stopPropagation();
          end();
        }
      },
      { signal, capture: true },
    );
    stop.current = end;
  }

  return { drag, press, hasDragged: () => dragged.current };
}

/** The folder under the pointer, if what is dragged can be moved there. */
function folderAt(
  workspaceId: string,
  entries: readonly Entry[],
  x: number,
  y: number,
): string | null {
  const hit = hitFolder(x, y);
  if (hit === null || !("target" in hit) || hit.target.workspaceId !== workspaceId) {
    return null;
  }
  return moveProblem(entries, hit.target.folder) === null ? hit.target.folder : null;
}
