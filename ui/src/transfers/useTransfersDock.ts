import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type Action, isTransfersKey, useShortcuts } from "../app/actions";
import { useAppStore } from "../store";

/** Whether the transfers are shown, and how the user changes that. */
export type TransfersDockState = {
  isOpen: boolean;
  /** Whether the user has opened them; they open by themselves when a transfer begins. */
  isAskedFor: boolean;
  toggle: Action;
  close: () => void;
};

/** Shows and hides the transfers. */
export function useTransfersDock(): TransfersDockState {
  const [shown, setShown] = useState<"no" | "by_itself" | "asked_for">("no");
  const isOpen = shown !== "no";
  const close = useCallback(() => {
    setShown("no");
    document.querySelector<HTMLElement>(".transfers-button")?.focus();
  }, []);
  useNewTransfer(useCallback(() => setShown((now) => (now === "no" ? "by_itself" : now)), []));
  const toggle = useMemo(
    () => ({
      label: "Transfers",
      shortcut: "Ctrl-J",
      matches: isTransfersKey,
      run: () => (isOpen ? close() : setShown("asked_for")),
    }),
    [isOpen, close],
  );
  useShortcuts(useMemo(() => [toggle], [toggle]));
  return { isOpen, isAskedFor: shown === "asked_for", toggle, close };
}

/** Runs when a transfer is there that was not. */
function useNewTransfer(run: () => void): void {
  const newest = useAppStore(({ transfers }) => transfers.at(-1)?.id ?? 0);
  const seen = useRef(newest);
  useEffect(() => {
    if (newest > seen.current) {
      seen.current = newest;
      run();
    }
  }, [newest, run]);
}
