import { AlertDialog } from "radix-ui";
import { useState } from "react";
import { Remedy } from "../components/Remedy";
import { Untrusted } from "../components/Untrusted";
import { AskToDrop, GONE } from "./AskToDrop";
import type { FileSession } from "./useFileSession";
import type { SaveState } from "./useSaveState";

type ConflictDialogProps = {
  session: FileSession;
  path: string;
};

/** Says that the text is meant for an instance that the workspace does not have any more. */
export function ConflictDialog({ session, path }: ConflictDialogProps) {
  const { saveState, isDetached, keepEditing, loadTheirs } = session;
  const [isAsking, setIsAsking] = useState(false);
  const isLoading = saveState.status === "loading";
  const error = saveState.status === "conflict" ? saveState.error : loadingFor(saveState);
  if (error === null) {
    return null;
  }
  if (isAsking) {
    return (
      <AskToDrop
        why={GONE}
        action="Drop it and open the file"
        onKeep={() => setIsAsking(false)}
        onDrop={() => void loadTheirs()}
      />
    );
  }
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && keepEditing()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog">
          <AlertDialog.Title className="dialog-title">This file has changed</AlertDialog.Title>
          <AlertDialog.Description className="dialog-text">
            <span className="mono">
              <Untrusted text={path} />
            </span>{" "}
            is on another instance by now than the one that your text is for. Nothing has been
            saved; your text is still here.
          </AlertDialog.Description>
          <p className="faint small">
            <code>{error.code}</code> <Untrusted text={error.message} />
          </p>
          {error.remedy !== undefined && <Remedy text={error.remedy} />}
          <div className="dialog-actions">
            <AlertDialog.Cancel asChild>
              <button type="button" className="button">
                Keep editing
              </button>
            </AlertDialog.Cancel>
            <button
              type="button"
              className="button"
              disabled={isLoading}
              onClick={() => (isDetached ? setIsAsking(true) : void loadTheirs())}
            >
              {isLoading ? "Loading…" : "Load theirs"}
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** The conflict that "Load theirs" is about to settle. */
function loadingFor(state: SaveState) {
  return state.status === "loading" ? state.conflict : null;
}
