import { useCallback, useState } from "react";

/**
 * Gives the keyboard back to what had it before a dialog opened; to the panel's title where that is gone.
 *
 * @remarks Hand the result to `onCloseAutoFocus`: Radix gives it back only to a trigger, which our dialogs do not have.
 */
export function useReturnedFocus(): (event: Event) => void {
  const [before] = useState(() => document.activeElement);
  return useCallback(
    (event: Event) => {
      event.preventDefault();
      const isThere = before instanceof HTMLElement && before.isConnected;
      const target = isThere ? before : document.querySelector<HTMLElement>(".panel-title");
      target?.focus({ preventScroll: true });
    },
    [before],
  );
}
