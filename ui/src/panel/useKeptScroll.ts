import { type RefObject, useLayoutEffect, useRef } from "react";

/** How far an element was scrolled. */
type Scrolled = { element: Element; top: number; left: number };

/**
 * Puts everything below `root` back to where it was scrolled when the component was hidden: what is not
 * displayed has no scroll position, and not every engine keeps it.
 *
 * @remarks Call it in the outermost component: its layout effect ends before those of what is below, and
 * begins after them.
 */
export function useKeptScroll(root: RefObject<HTMLElement | null>): void {
  const kept = useRef<readonly Scrolled[]>([]);
  useLayoutEffect(() => {
    const element = root.current;
    for (const { element, top, left } of kept.current) {
      element.scrollTop = top;
      element.scrollLeft = left;
    }
    return () => {
      kept.current = element === null ? [] : scrolledBelow(element);
    };
  }, [root]);
}

function scrolledBelow(root: HTMLElement): Scrolled[] {
  return [...root.querySelectorAll("*")].flatMap((element) => {
    const { scrollTop: top, scrollLeft: left } = element;
    return top === 0 && left === 0 ? [] : [{ element, top, left }];
  });
}
