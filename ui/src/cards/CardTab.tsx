import { useQuery } from "@tanstack/react-query";
import { ErrorNotice } from "../components/ErrorNotice";
import { Skeleton } from "../components/Skeleton";
import type { CardEntry } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { CardEmpty } from "./CardEmpty";
import { CardPage } from "./CardPage";
import { cardKeys } from "./cardKeys";

/** The A2A agent card of a workspace, from the store: no request goes to the platform for it. */
export function CardTab({ workspaceId }: { workspaceId: string }) {
  const host = useHost();
  const { data, error, isPending, refetch } = useQuery<CardEntry | null, IpcError>({
    queryKey: cardKeys.card(workspaceId),
    queryFn: () => host.call("read_card", { workspaceId }),
    // A change is pushed as `card_changed`, which makes this stale.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (isPending) {
    return <Skeleton label="Loading the agent card" lines={5} />;
  }
  if (error !== null) {
    return (
      <div className="tab-scroll">
        <ErrorNotice
          title="Could not read the agent card"
          error={error}
          onRetry={() => void refetch()}
        />
      </div>
    );
  }
  return data === null ? <CardEmpty workspaceId={workspaceId} /> : <CardPage entry={data} />;
}
