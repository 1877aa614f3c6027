import { AlertDialog } from "radix-ui";

type AskToDropProps = {
  /** What the user is told of the text. */
  why: string;
  /** What the button says that drops it. */
  action: string;
  onKeep: () => void;
  onDrop: () => void;
};

/** Asks before text is dropped that was never saved. */
export function AskToDrop({ why, action, onKeep, onDrop }: AskToDropProps) {
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && onKeep()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog">
          <AlertDialog.Title className="dialog-title">Drop your unsaved text?</AlertDialog.Title>
          <AlertDialog.Description className="dialog-text">{why}</AlertDialog.Description>
          <div className="dialog-actions">
            <AlertDialog.Cancel className="button">Keep it</AlertDialog.Cancel>
            <AlertDialog.Action className="button button-danger" onClick={onDrop}>
              {action}
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** Why it is asked where the text belongs to an instance that is gone. */
export const GONE =
  "It was never saved, and the instance that it was for is gone. Copy it first if you still want it.";
