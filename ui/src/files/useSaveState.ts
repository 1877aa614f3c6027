import { useRef, useState } from "react";
import type { IpcError as IpcFailure } from "../ipc/contract";

/** How the last attempt to save went. */
export type SaveState =
  | { status: "idle" | "saving" | "saved" }
  /** It was saved to an instance that has been replaced meanwhile. */
  | { status: "saved_too_late" }
  | { status: "failed"; error: IpcFailure }
  /** What is on the instance now is being loaded, to settle `conflict` where there is one. */
  | { status: "loading"; conflict: IpcFailure | null }
  /** What is on the instance now could not be loaded. */
  | { status: "not_loaded"; error: IpcFailure }
  /** The file on the instance is another one by now. */
  | { status: "conflict"; error: IpcFailure };

type SaveStateHolder = {
  saveState: SaveState;
  /** Returns the state that it takes on. */
  become: (next: SaveState) => SaveState;
  /** Whether nothing has happened since `become` returned `state`, for what ends later. */
  isStill: (state: SaveState) => boolean;
};

/** The state of an editor's saving, as what goes on in the background sees it: at once. */
export function useSaveState(): SaveStateHolder {
  const [saveState, setSaveState] = useState<SaveState>({ status: "idle" });
  const latest = useRef(saveState);
  return {
    saveState,
    become(next) {
      latest.current = next;
      setSaveState(next);
      return next;
    },
    isStill: (state) => latest.current === state,
  };
}
