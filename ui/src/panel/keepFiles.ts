import type { QueryClient } from "@tanstack/react-query";
import { fileKeys } from "../files/fileKeys";
import type { PanelEvent } from "../ipc/contract";
import { useAppStore } from "../store";

/**
 * What the legs bring of files is what the editor and the tree would ask for.
 *
 * @param since How often the workspace's instance was replaced when the legs were asked for.
 */
export function keepFiles(
  queryClient: QueryClient,
  workspaceId: string,
  event: PanelEvent,
  since: number,
): void {
  if (event.type === "config" && event.outcome.status === "ok") {
    const content = event.outcome.value;
    useAppStore.getState().confirmInstance(workspaceId, content.instanceId, since);
    queryClient.setQueryData(fileKeys.content(workspaceId, content.path), content);
  }
  if (event.type === "files" && event.outcome.status === "ok") {
    const listing = event.outcome.value;
    // A leg has no channel: the entries of a large folder are not in it, and the tree asks for them.
    if (listing.entries.length === listing.total) {
      queryClient.setQueryData(fileKeys.listing(workspaceId, listing.path), listing);
    }
  }
}
