import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useLayoutEffect, useRef } from "react";

/** The height of every row of a long list, in pixels. `virtual.css` has the same. */
export const ROW_HEIGHT = 28;

/** Rows beyond the edges that are there before they are seen. */
const OVERSCAN = 6;

export type VirtualRows = {
  /** The rows that are in the document: those on the screen, some around them, and the active one. */
  rows: readonly { index: number; top: number }[];
  height: number;
  /** How many rows fit on the screen. */
  pageSize: () => number;
};

/**
 * Which rows of a long list are to be in the document.
 *
 * @remarks The active row always is: whoever uses a screen reader is told of it by its id.
 * @param active Index of the row with the keyboard; -1 for none. It is scrolled into view when it changes.
 */
export function useVirtualRows(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  active: number,
): VirtualRows {
  const rangeExtractor = useCallback(
    (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      return active < 0 || active >= range.count || indexes.includes(active)
        ? indexes
        : [...indexes, active].toSorted((a, b) => a - b);
    },
    [active],
  );
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    rangeExtractor,
  });

  const scrolledTo = useRef(-1);
  useLayoutEffect(() => {
    // Where the list is only shown again, it stays where the user has scrolled it.
    if (active >= 0 && scrolledTo.current !== active) {
      virtualizer.scrollToIndex(active, { align: "auto" });
    }
    scrolledTo.current = active;
  }, [virtualizer, active]);

  return {
    rows: virtualizer.getVirtualItems().map(({ index, start }) => ({ index, top: start })),
    height: virtualizer.getTotalSize(),
    pageSize: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1),
  };
}
