import { useMutation, useQueryClient } from "@tanstack/react-query";
import { AlertDialog } from "radix-ui";
import { ErrorNotice } from "../components/ErrorNotice";
import { Untrusted } from "../components/Untrusted";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { type Draft, draftKey, dropDraft, useDrafts } from "./drafts";
import { fileKeys } from "./fileKeys";
import { useHasLeft } from "./useHasLeft";

type RemoveDialogProps = {
  workspaceId: string;
  path: string;
  /** The instance that the file was seen on. */
  instanceId: string;
  onClose: () => void;
  onRemoved: () => void;
};

/** Asks before a file is deleted from the instance, and from no other one. */
export function RemoveDialog(props: RemoveDialogProps) {
  const { workspaceId, path, instanceId, onClose, onRemoved } = props;
  const key = draftKey(workspaceId, path);
  const isGone = useHasLeft(workspaceId, instanceId);
  const host = useHost();
  const queryClient = useQueryClient();
  const removal = useMutation<null, IpcError, Draft | undefined>({
    mutationFn: () => host.call("remove_file", { workspaceId, path, instanceId }),
    onSuccess: (_removed, asked) => {
      // The dialog may have been closed meanwhile: what was typed since was not agreed to be dropped.
      if (useDrafts.getState().drafts[key] === asked) {
        dropDraft(key);
      }
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
          {isGone && (
            <p className="dialog-text" role="alert">
              The instance was replaced: the file was on{" "}
              <span className="mono">
                <Untrusted text={instanceId} />
              </span>
              , and is not deleted from the new one.
            </p>
          )}
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
              disabled={removal.isPending || isGone}
              onClick={() => removal.mutate(useDrafts.getState().drafts[key])}
            >
              Delete
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
