import { type RefObject, useEffect } from "react";

/** The mark that says when the first cards (or groups) were painted. */
export const FIRST_CARDS = "causeway:first-cards";

let isMarked = false;

/**
 * Calls back once the first cards have been painted: at once when they have been. Returns what gives that up.
 */
export function afterFirstCards(callback: () => void): () => void {
  const observer = new PerformanceObserver((marks) => {
    if (marks.getEntriesByName(FIRST_CARDS).length > 0) {
      observer.disconnect();
      callback();
    }
  });
  observer.observe({ type: "mark", buffered: true });
  return () => observer.disconnect();
}

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
