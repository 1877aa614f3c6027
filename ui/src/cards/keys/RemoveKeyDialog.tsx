import { AlertDialog } from "radix-ui";
import { ErrorNotice } from "../../components/ErrorNotice";
import { Untrusted } from "../../components/Untrusted";
import type { CardKey } from "../../ipc/contract";
import { useRemoveCardKey } from "./useCardKeys";

type RemoveKeyDialogProps = { cardKey: CardKey; onClose: () => void };

/** Asks before a key is removed. */
export function RemoveKeyDialog({ cardKey, onClose }: RemoveKeyDialogProps) {
  const removal = useRemoveCardKey(onClose);
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog">
          <AlertDialog.Title className="dialog-title">Remove this key?</AlertDialog.Title>
          <AlertDialog.Description className="dialog-text">
            Cards signed with the key of <Untrusted text={cardKey.label} /> are then signed with an
            unknown key.
          </AlertDialog.Description>
          {removal.error !== null && <ErrorNotice title="Not removed" error={removal.error} />}
          <div className="dialog-actions">
            <AlertDialog.Cancel className="button">Cancel</AlertDialog.Cancel>
            <button
              type="button"
              className="button button-danger"
              disabled={removal.isPending}
              onClick={() => removal.mutate(cardKey.thumbprint)}
            >
              Remove
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
