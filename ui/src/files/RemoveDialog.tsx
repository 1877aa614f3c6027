import { useMutation, useQueryClient } from "@tanstack/react-query";
import { AlertDialog } from "radix-ui";
import { ErrorNotice } from "../components/ErrorNotice";
import { Untrusted } from "../components/Untrusted";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { draftKey, dropDraft } from "./drafts";
import { fileKeys } from "./fileKeys";

type RemoveDialogProps = {
  workspaceId: string;
  path: string;
  onClose: () => void;
  onRemoved: () => void;
};

/** Asks before a file is deleted from the instance. */
export function RemoveDialog({ workspaceId, path, onClose, onRemoved }: RemoveDialogProps) {
  const host = useHost();
  const queryClient = useQueryClient();
  const removal = useMutation<null, IpcError>({
    mutationFn: () => host.call("remove_file", { workspaceId, path, instanceId: null }),
    onSuccess: () => {
      dropDraft(draftKey(workspaceId, path));
      queryClient.removeQueries({ queryKey: fileKeys.content(workspaceId, path) });
      onRemoved();
      return queryClient.invalidateQueries({ queryKey: fileKeys.listings(workspaceId) });
    },
  });

  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog">
          <AlertDialog.Title className="dialog-title">Delete this file?</AlertDialog.Title>
          <AlertDialog.Description className="dialog-text">
            <span className="mono">
              <Untrusted text={path} />
            </span>{" "}
            will be deleted from the instance, with any unsaved text of yours. This cannot be
            undone.
          </AlertDialog.Description>
          {removal.error !== null && <ErrorNotice title="Not deleted" error={removal.error} />}
          <div className="dialog-actions">
            <AlertDialog.Cancel asChild>
              <button type="button" className="button">
                Cancel
              </button>
            </AlertDialog.Cancel>
            <button
              type="button"
              className="button button-danger"
              data-testid="file-remove"
              disabled={removal.isPending}
              onClick={() => removal.mutate()}
            >
              Delete
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
