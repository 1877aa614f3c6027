import { useRef, useState } from "react";
import type { IpcError as IpcFailure } from "../ipc/contract";
import type { Conflict } from "./conflict";

/** How the last attempt to save went. */
export type SaveState =
  | { status: "idle" | "saving" }
  | {
      status: "saved";
      /** It was read back and compared. */
      isVerified: boolean;
      /** What the user should know of it. */
      notes: readonly string[];
    }
  /** It was saved to an instance that has been replaced meanwhile. */
  | { status: "saved_too_late" }
  | { status: "failed"; error: IpcFailure }
  /** What is on the instance now is being loaded, to settle `conflict` where there is one. */
  | { status: "loading"; conflict: IpcFailure | null }
  /** What is on the instance now could not be loaded: to take its place here, or to be compared. */
  | { status: "not_loaded"; error: IpcFailure; wanted: "theirs" | "changes" }
  /** The file is meant for an instance that the workspace does not have any more. */
  | { status: "conflict"; error: IpcFailure }
  /** The file on the instance is another one by now; `isShown` until that is put off. */
  | { status: "merging"; conflict: Conflict; isShown: boolean };

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
