import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { Listing } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { fileKeys } from "./fileKeys";

/** Long enough to walk about in a tree, short enough to see what agents write. */
const FRESH_MS = 30_000;

/** The entries of a folder. */
export function useListing(workspaceId: string, path: string): UseQueryResult<Listing, IpcError> {
  const host = useHost();
  return useQuery<Listing, IpcError>({
    queryKey: fileKeys.listing(workspaceId, path),
    staleTime: FRESH_MS,
    queryFn: () =>
      host.listFiles({ workspaceId, path, depth: 1, showsHidden: false }, () => undefined),
  });
}
