import { useQuery } from "@tanstack/react-query";
import { AlertDialog } from "radix-ui";
import { ErrorNotice } from "../components/ErrorNotice";
import { Skeleton } from "../components/Skeleton";
import { useReturnedFocus } from "../components/useReturnedFocus";
import type { RefusedHostKey } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { accessKeys } from "./accessKeys";
import { HostKeyDecision } from "./HostKeyDecision";

type HostKeyDialogProps = {
  workspaceId: string;
  onClose: () => void;
  /** Tries again what the key stood in the way of. */
  onRetry: () => void;
};

/** Shows the host key that was refused last, and lets the user trust it after comparing. */
export function HostKeyDialog({ workspaceId, onClose, onRetry }: HostKeyDialogProps) {
  const returnFocus = useReturnedFocus();
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog dialog-wide" onCloseAutoFocus={returnFocus}>
          <AlertDialog.Title className="dialog-title">Review the host key</AlertDialog.Title>
          <AlertDialog.Description className="dialog-text">
            By its host key an instance proves that it is the one that you mean. If the key is not
            the expected one and nobody rebuilt the instance, somebody may be in between.
          </AlertDialog.Description>
          <Body workspaceId={workspaceId} onRetry={onRetry} />
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

function Body({ workspaceId, onRetry }: Omit<HostKeyDialogProps, "onClose">) {
  const host = useHost();
  const { data, error, refetch } = useQuery<RefusedHostKey | null, IpcError>({
    queryKey: accessKeys.hostKey(workspaceId),
    queryFn: () => host.call("read_host_key", { workspaceId }),
    staleTime: 0,
    gcTime: 0,
  });
  if (data !== undefined && data !== null) {
    return (
      <HostKeyDecision
        key={data.offered}
        workspaceId={workspaceId}
        refused={data}
        onAccepted={onRetry}
        onLookAgain={() => void refetch()}
      />
    );
  }
  return (
    <>
      {error !== null && (
        <ErrorNotice
          title="Could not read the host key"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {error === null && data === undefined && <Skeleton label="Loading the host key" lines={4} />}
      {data === null && (
        <p className="hint" role="status">
          No key is refused any more. Try again what failed.
        </p>
      )}
      <div className="dialog-actions">
        <AlertDialog.Cancel className="button">Cancel</AlertDialog.Cancel>
        {data === null && (
          <button type="button" className="button button-primary" onClick={onRetry}>
            Try again
          </button>
        )}
      </div>
    </>
  );
}
