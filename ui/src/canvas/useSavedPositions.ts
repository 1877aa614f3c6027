import { useCallback, useEffect, useRef } from "react";
import { reportProblem } from "../components/notices";
import type { Position } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { toIpcError } from "../ipc/ipcError";
import { useAppStore } from "../store";

/** Moves come in bursts (a team, arrow keys); the backend gets the last of each burst. */
const SAVE_AFTER_MS = 500;

/** Places cards at once and has the backend keep the positions a moment later. */
export function useSavedPositions(): (positions: Record<string, Position>) => void {
  const host = useHost();
  const place = useAppStore((state) => state.place);
  const unsaved = useRef<Record<string, Position> | null>(null);
  const timer = useRef<number | undefined>(undefined);

  const save = useCallback(() => {
    window.clearTimeout(timer.current);
    const positions = unsaved.current;
    unsaved.current = null;
    if (positions !== null) {
      host
        .call("move_nodes", { positions })
        .catch((error) => reportProblem("The new positions were not kept", toIpcError(error)));
    }
  }, [host]);

  useEffect(() => save, [save]);

  return useCallback(
    (positions) => {
      place(positions);
      unsaved.current = positions;
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(save, SAVE_AFTER_MS);
    },
    [place, save],
  );
}
