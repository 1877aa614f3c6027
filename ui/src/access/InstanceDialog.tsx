import { useQuery } from "@tanstack/react-query";
import { ErrorNotice } from "../components/ErrorNotice";
import { Modal } from "../components/Modal";
import { Skeleton } from "../components/Skeleton";
import { visibleText } from "../components/visibleText";
import type { InstanceSearch } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { useAppStore } from "../store";
import { accessKeys } from "./accessKeys";
import { InstanceForm } from "./InstanceForm";

type InstanceDialogProps = {
  workspaceId: string;
  onClose: () => void;
  /** The choice is another one now. */
  onChosen: () => void;
};

/** Asks which instance is the workspace's, and offers those that may be. */
export function InstanceDialog({ workspaceId, onClose, onChosen }: InstanceDialogProps) {
  const host = useHost();
  const name = useAppStore(({ workspaces }) => workspaces[workspaceId]?.name ?? workspaceId);
  const { data, error, refetch } = useQuery<InstanceSearch, IpcError>({
    queryKey: accessKeys.instance(workspaceId),
    queryFn: () => host.call("find_instance", { workspaceId }),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Modal
      title={`The instance of ${visibleText(name)}`}
      closeLabel="Close without choosing"
      onClose={onClose}
    >
      {data === undefined && error === null && (
        <Skeleton label="Looking for the instance" lines={4} />
      )}
      {error !== null && (
        <ErrorNotice
          title="Could not look for the instance"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {data !== undefined && (
        <InstanceForm
          workspaceId={workspaceId}
          search={data}
          onCancel={onClose}
          onChosen={onChosen}
        />
      )}
    </Modal>
  );
}
