import { Dialog } from "radix-ui";
import { Untrusted } from "../../components/Untrusted";
import { useReturnedFocus } from "../../components/useReturnedFocus";
import { theirText } from "../conflict";
import type { FileSession } from "../useFileSession";
import { ChoiceBody } from "./ChoiceBody";
import { conflictWords } from "./conflictWords";
import { MergeBody } from "./MergeBody";

type MergeDialogProps = { session: FileSession; path: string };

/** Asks what becomes of a file that is another one on the instance than the text here started from. */
export function MergeDialog({ session, path }: MergeDialogProps) {
  const returnFocus = useReturnedFocus();
  const { saveState, keepEditing, isDirty } = session;
  if (saveState.status !== "merging" || !saveState.isShown || session.isDetached) {
    return null;
  }
  const { conflict } = saveState;
  const { title, text } = conflictWords(conflict, isDirty);
  const theirs = theirText(conflict);
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && keepEditing()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          className={theirs === null ? "dialog dialog-wide" : "dialog dialog-merge"}
          onCloseAutoFocus={returnFocus}
        >
          <Dialog.Title className="dialog-title">{title}</Dialog.Title>
          <Dialog.Description className="dialog-text">
            <span className="mono">
              <Untrusted text={path} />
            </span>{" "}
            {text}
          </Dialog.Description>
          {conflict.keptPath !== null && (
            <p className="dialog-text">
              Theirs is kept on the instance as{" "}
              <span className="mono">
                <Untrusted text={conflict.keptPath} />
              </span>
              .
            </p>
          )}
          {theirs === null ? (
            <ChoiceBody session={session} conflict={conflict} />
          ) : (
            <MergeBody session={session} conflict={conflict} theirs={theirs} path={path} />
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
