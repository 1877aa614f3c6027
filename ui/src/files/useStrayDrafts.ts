import { notifyManager, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { useShallow } from "zustand/react/shallow";
import type { FolderListing } from "../tree/folderListing";
import { draftPaths, useDrafts } from "./drafts";
import { fileKeys } from "./fileKeys";

/** The files of a workspace that have unsaved text, and are in no folder that is shown. */
export function useStrayDrafts(workspaceId: string): string[] {
  const paths = useDrafts(useShallow(({ drafts }) => draftPaths(drafts, workspaceId)));
  const queryClient = useQueryClient();
  const subscribe = useCallback(
    (changed: () => void) =>
      queryClient.getQueryCache().subscribe(notifyManager.batchCalls(changed)),
    [queryClient],
  );
  // One string, since what is compared has to be the same value while nothing changes.
  const joined = useSyncExternalStore(subscribe, () =>
    paths.filter((path) => !isListed(queryClient, workspaceId, path)).join("\0"),
  );
  return joined === "" ? [] : joined.split("\0");
}

/** Whether a folder that is shown has the file. Looks into the file's own folder alone: others may be large. */
function isListed(queryClient: QueryClient, workspaceId: string, path: string): boolean {
  const folder = path.slice(0, path.lastIndexOf("/")) || "/";
  return queryClient
    .getQueryCache()
    .findAll({ queryKey: fileKeys.listings(workspaceId), type: "active" })
    .some(({ state }) => {
      const listing = state.data as FolderListing | undefined;
      return listing?.path === folder && listing.entries.some((entry) => entry.path === path);
    });
}
