import { type RefObject, useEffect } from "react";

/** The mark that says when the first cards (or groups) were painted. */
export const FIRST_CARDS = "causeway:first-cards";

let isMarked = false;

/**
 * Marks once, for whoever measures the start, when the first cards have been painted: two frames after they are in
 * the document the first of those frames has gone to the screen. Read it with `performance.getEntriesByName`.
 */
export function useFirstCards(canvas: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (isMarked) {
      return;
    }
    let frame = requestAnimationFrame(look);
    function look() {
      const isThere = canvas.current?.querySelector(".react-flow__node") != null;
      frame = requestAnimationFrame(isThere ? paint : look);
    }
    function paint() {
      frame = requestAnimationFrame(mark);
    }
    return () => cancelAnimationFrame(frame);
  }, [canvas]);
}

function mark(): void {
  if (!isMarked) {
    isMarked = true;
    performance.mark(FIRST_CARDS);
  }
}
