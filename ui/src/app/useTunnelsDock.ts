import { useCallback, useMemo, useState } from "react";
import { type Action, isTunnelsKey, useShortcuts } from "./actions";

/** Whether the tunnels are shown, and how the user changes that. */
export type TunnelsDockState = { isOpen: boolean; toggle: Action; close: () => void };

/** Shows and hides the tunnels; the keyboard goes back to their button. */
export function useTunnelsDock(): TunnelsDockState {
  const [isOpen, setIsOpen] = useState(false);
  const close = useCallback(() => {
    setIsOpen(false);
    document.querySelector<HTMLElement>(".tunnels-button")?.focus();
  }, []);
  const toggle = useMemo(
    () => ({
      label: "Tunnels",
      shortcut: "Ctrl-Shift-T",
      matches: isTunnelsKey,
      run: () => (isOpen ? close() : setIsOpen(true)),
    }),
    [isOpen, close],
  );
  useShortcuts(useMemo(() => [toggle], [toggle]));
  return { isOpen, toggle, close };
}
