import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import { FormDialog } from "../components/FormDialog";
import { sizeText } from "../components/size";
import { Untrusted } from "../components/Untrusted";
import type { CacheInfo } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";

const CACHE_KEY = ["cache"] as const;

/** What is kept on this machine for when there is no network, and the way to be rid of it. */
export function CacheSection() {
  const host = useHost();
  const queryClient = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const { data, error, refetch } = useQuery<CacheInfo, IpcError>({
    queryKey: CACHE_KEY,
    queryFn: () => host.call("read_cache_info"),
    staleTime: 0,
    gcTime: 0,
  });
  const clearing = useMutation<CacheInfo, IpcError>({
    mutationFn: () => host.call("clear_cache"),
    onSuccess: (info) => {
      queryClient.setQueryData(CACHE_KEY, info);
      setIsAsking(false);
    },
  });
  return (
    <fieldset className="form-group">
      <legend>Cache</legend>
      {error !== null && (
        <ErrorNotice
          title="Could not look into the cache"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      <dl className="cache-info" data-testid="cache-info">
        {data !== undefined && <Facts {...data} />}
      </dl>
      <div>
        <button type="button" className="button" onClick={() => setIsAsking(true)}>
          Clear cache…
        </button>
      </div>
      {isAsking && (
        <FormDialog
          title="Clear the cache?"
          action="Clear the cache"
          isDanger
          isReady={!clearing.isPending}
          onSubmit={() => clearing.mutate()}
          onClose={() => setIsAsking(false)}
        >
          <p className="dialog-text">
            The list of workspaces, their cards, configurations and listings are removed from this
            machine. Without a network there is nothing to show until they are loaded again. Unsaved
            text, the layout and the settings stay.
          </p>
          {clearing.error !== null && <ErrorNotice title="Not cleared" error={clearing.error} />}
        </FormDialog>
      )}
    </fieldset>
  );
}

function Facts({ bytes, limitBytes, workspaces, folder }: CacheInfo) {
  return (
    <>
      <div>
        <dt>Size</dt>
        <dd>
          {sizeText(bytes)} of {sizeText(limitBytes)}
        </dd>
      </div>
      <div>
        <dt>Workspaces</dt>
        <dd>{workspaces}</dd>
      </div>
      <div>
        <dt>Folder</dt>
        <dd className={folder === null ? undefined : "mono"}>
          <Untrusted text={folder ?? "In memory only"} />
        </dd>
      </div>
    </>
  );
}
