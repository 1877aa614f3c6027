import { AlertDialog } from "radix-ui";
import { Remedy } from "../components/Remedy";
import { Untrusted } from "../components/Untrusted";
import type { FileSession } from "./useFileSession";

type ConflictDialogProps = {
  session: FileSession;
  path: string;
};

/** Asks which version to keep when the file has changed on the instance. */
export function ConflictDialog({ session, path }: ConflictDialogProps) {
  const { saveState, keepEditing, overwrite, loadTheirs } = session;
  if (saveState.status !== "conflict") {
    return null;
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
            is not the version that you started from any more. Nothing has been saved; your text is
            still here.
          </AlertDialog.Description>
          <p className="faint small">
            <code>{saveState.error.code}</code> <Untrusted text={saveState.error.message} />
          </p>
          {saveState.error.remedy !== undefined && <Remedy text={saveState.error.remedy} />}
          <div className="dialog-actions">
            <AlertDialog.Cancel asChild>
              <button type="button" className="button">
                Keep editing
              </button>
            </AlertDialog.Cancel>
            <button type="button" className="button" onClick={() => void loadTheirs()}>
              Load theirs
            </button>
            <button type="button" className="button button-danger" onClick={() => void overwrite()}>
              Overwrite with mine
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
