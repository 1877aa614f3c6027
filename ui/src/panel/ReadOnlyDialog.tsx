import { AlertDialog } from "radix-ui";
import { ErrorNotice } from "../components/ErrorNotice";
import { useReturnedFocus } from "../components/useReturnedFocus";
import { useWorkspaceSettings } from "./useWorkspaceSettings";

type ReadOnlyDialogProps = { workspaceId: string; onClose: () => void };

/** Asks before files of a workspace can be changed again. */
export function ReadOnlyDialog({ workspaceId, onClose }: ReadOnlyDialogProps) {
  const { saving } = useWorkspaceSettings(workspaceId);
  const returnFocus = useReturnedFocus();
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog" onCloseAutoFocus={returnFocus}>
          <AlertDialog.Title className="dialog-title">Allow changes again?</AlertDialog.Title>
          <AlertDialog.Description className="dialog-text">
            Files of this workspace can then be saved, moved and deleted on its instance.
          </AlertDialog.Description>
          {saving.error !== null && <ErrorNotice title="Not changed" error={saving.error} />}
          <div className="dialog-actions">
            <AlertDialog.Cancel className="button">Keep it read-only</AlertDialog.Cancel>
            <button
              type="button"
              className="button button-primary"
              disabled={saving.isPending}
              onClick={() => saving.mutate({ readOnly: false }, { onSuccess: onClose })}
            >
              Allow changes
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
