import { useCallback, useState } from "react";

/**
 * Gives the keyboard back to what had it before a dialog opened: of a menu, to the button that opened
 * it; to the panel's title where that is gone.
 *
 * @remarks Hand the result to `onCloseAutoFocus`: Radix gives it back only to a trigger, which our dialogs do not have.
 */
export function useReturnedFocus(): (event: Event) => void {
  const [before] = useState(() => lastingOwner(document.activeElement));
  return useCallback(
    (event: Event) => {
      event.preventDefault();
      const isThere = before instanceof HTMLElement && before.isConnected;
      const target = isThere ? before : document.querySelector<HTMLElement>(TITLE);
      target?.focus({ preventScroll: true });
    },
    [before],
  );
}

/** Of the panel that is shown, and of none that waits behind it. */
const TITLE = ".panel-title:not([inert] *)";

/** A menu closes with the choice of an item; the button that it is labelled by stays. */
function lastingOwner(focused: Element | null): Element | null {
  const menu = focused?.closest("[role=menu]") ?? null;
  return menu === null
    ? focused
    : document.getElementById(menu.getAttribute("aria-labelledby") ?? "");
}
