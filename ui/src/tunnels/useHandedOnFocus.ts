import { type RefObject, useLayoutEffect, useRef } from "react";

/** A row that disappears by itself while it has the keyboard hands it on to the title of its part of the window. */
export function useHandedOnFocus(): RefObject<HTMLTableRowElement | null> {
  const row = useRef<HTMLTableRowElement>(null);
  useLayoutEffect(() => {
    const element = row.current;
    // Runs before the row leaves the document, while what is focused can still be seen.
    return () => {
      if (element?.contains(document.activeElement)) {
        element.closest("section")?.querySelector<HTMLElement>("h2")?.focus();
      }
    };
  }, []);
  return row;
}
