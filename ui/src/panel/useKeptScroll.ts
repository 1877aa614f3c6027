import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * Puts everything below `root` back to where it was scrolled when the component was hidden: what is not
 * displayed has no scroll position, and not every engine keeps it.
 *
 * @remarks Call it in the outermost component: its layout effect begins after those of what is below. The
 * positions are noted as they change: to ask for them when the component is hidden would lay out the whole
 * window once more, in the very frame in which another panel is to appear.
 */
export function useKeptScroll(root: RefObject<HTMLElement | null>): void {
  const kept = useRef(new Map<Element, { top: number; left: number }>());
  useLayoutEffect(() => {
    for (const [element, { top, left }] of kept.current) {
      if (element.isConnected) {
        element.scrollTop = top;
        element.scrollLeft = left;
      } else {
        kept.current.delete(element);
      }
    }
    function note({ target }: Event) {
      if (target instanceof Element) {
        kept.current.set(target, { top: target.scrollTop, left: target.scrollLeft });
      }
    }
    const element = root.current;
    const options = { capture: true, passive: true };
    element?.addEventListener("scroll", note, options);
    return () => element?.removeEventListener("scroll", note, options);
  }, [root]);
}
