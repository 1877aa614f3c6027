import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { fileKeys } from "../files/fileKeys";
import type { Listing, PanelEvent } from "../ipc/contract";
import { useAppStore } from "../store";

/**
 * What the legs bring of files is what the editor and the tree would ask for. What comes from the store
 * stands in until there is something newer.
 *
 * @param since How often the workspace's instance was replaced when the legs were asked for.
 */
export function keepFiles(
  queryClient: QueryClient,
  workspaceId: string,
  event: PanelEvent,
  since: number,
): void {
  if (event.type === "config") {
    keepConfig(queryClient, workspaceId, event, since);
  }
  if (event.type === "files") {
    const { outcome } = event;
    if (outcome.status === "ok" && isWhole(outcome.value)) {
      const listing = outcome.value;
      queryClient.setQueryData(fileKeys.listing(workspaceId, listing.path), listing);
    }
    if (outcome.status === "stored" && isWhole(outcome.value)) {
      const listing = outcome.value;
      const key = fileKeys.listing(workspaceId, listing.path);
      // As if it were of now: the leg itself is asking for its successor.
      if (queryClient.getQueryData(key) === undefined) {
        queryClient.setQueryData(key, listing);
      }
    }
  }
}

type ConfigEvent = Extract<PanelEvent, { type: "config" }>;

function keepConfig(
  queryClient: QueryClient,
  workspaceId: string,
  { outcome }: ConfigEvent,
  since: number,
): void {
  if (outcome.status === "ok") {
    const content = outcome.value;
    useAppStore.getState().confirmInstance(workspaceId, content.instanceId, since);
    queryClient.setQueryData(fileKeys.content(workspaceId, content.path), content);
  }
  if (outcome.status === "stored") {
    const key = fileKeys.content(workspaceId, outcome.value.path);
    if (isNewer(queryClient, key, outcome.fetchedMs)) {
      queryClient.setQueryData(key, outcome.value, { updatedAt: outcome.fetchedMs });
    }
  }
}

function isNewer(queryClient: QueryClient, key: QueryKey, fetchedMs: number): boolean {
  const present = queryClient.getQueryState(key);
  return present?.data === undefined || present.dataUpdatedAt < fetchedMs;
}

/** A leg has no channel: the entries of a large folder are not in it, and the tree asks for them. */
function isWhole({ entries, total }: Listing): boolean {
  return entries.length === total;
}
