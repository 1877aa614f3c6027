import { queryOptions, type UseQueryResult, useQueries } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { fileKeys } from "../files/fileKeys";
import type { Host } from "../ipc/host";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { type FolderListing, listFolder } from "./folderListing";
import { type FolderView, folderView } from "./folderView";

/** Long enough to walk about in a tree, short enough to see what agents write. */
const FRESH_MS = 30_000;

/** Lists the root and the open folders below it, and keeps to them while they are shown. */
export function useFolders(
  workspaceId: string,
  root: string,
  expanded: ReadonlySet<string>,
  showsHidden: boolean,
): ReadonlyMap<string, FolderView> {
  const host = useHost();
  const paths = useMemo(() => shownPaths(root, expanded), [root, expanded]);
  // A map comes out of this as it is; an array would be compared and copied, entry by entry.
  const combine = useCallback(
    (results: UseQueryResult<FolderListing, IpcError>[]) =>
      new Map(
        paths.map((path, index): [string, FolderView] => {
          const { data, error = null } = results[index] ?? {};
          return [path, folderView(path, data, error)];
        }),
      ),
    [paths],
  );
  return useQueries({
    queries: paths.map((path) => folderQuery(host, workspaceId, path, showsHidden)),
    combine,
  });
}

/** How a folder is asked for. What is there already stays until its successor is whole. */
function folderQuery(host: Host, workspaceId: string, path: string, showsHidden: boolean) {
  const queryKey = fileKeys.listing(workspaceId, path, showsHidden);
  return queryOptions<FolderListing, IpcError>({
    queryKey,
    staleTime: FRESH_MS,
    // Sharing what is equal would compare and copy every entry.
    structuralSharing: false,
    queryFn: ({ client, signal }) =>
      listFolder(host, { workspaceId, path, depth: 1, showsHidden }, (listing) => {
        const present = client.getQueryData<FolderListing>(queryKey);
        if (!signal.aborted && (present === undefined || present.soFar !== undefined)) {
          client.setQueryData<FolderListing>(queryKey, listing);
        }
      }),
  });
}

/** The root, and the open folders that nothing closed hides. */
function shownPaths(root: string, expanded: ReadonlySet<string>): string[] {
  const isShown = (path: string): boolean =>
    path === root ||
    (isBelow(path, root) && expanded.has(path) && isShown(path.slice(0, path.lastIndexOf("/"))));
  return [root, ...[...expanded].filter((path) => path !== root && isShown(path))];
}

/** Whether a path is in a folder or in one below it. */
export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder === "/" ? "/" : `${folder}/`);
}
