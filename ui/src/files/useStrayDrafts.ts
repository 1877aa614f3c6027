import { notifyManager, useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { useShallow } from "zustand/react/shallow";
import type { Listing } from "../ipc/contract";
import { draftPaths, useDrafts } from "./drafts";
import { fileKeys } from "./fileKeys";

/** The files of a workspace that have unsaved text, and are in no folder that is shown. */
export function useStrayDrafts(workspaceId: string): string[] {
  const paths = useDrafts(useShallow(({ drafts }) => draftPaths(drafts, workspaceId)));
  const listed = useListedPaths(workspaceId);
  return paths.filter((path) => !listed.includes(path));
}

function useListedPaths(workspaceId: string): string[] {
  const cache = useQueryClient().getQueryCache();
  const subscribe = useCallback(
    (changed: () => void) => cache.subscribe(notifyManager.batchCalls(changed)),
    [cache],
  );
  // One string, since what is compared has to be the same value while nothing changes.
  const joined = useSyncExternalStore(subscribe, () =>
    cache
      .findAll({ queryKey: fileKeys.listings(workspaceId), type: "active" })
      .flatMap(({ state }) => (state.data as Listing | undefined)?.entries ?? [])
      .map(({ path }) => path)
      .join("\0"),
  );
  return joined.split("\0");
}
