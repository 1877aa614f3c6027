import type { QueryClient } from "@tanstack/react-query";
import { fileKeys } from "./fileKeys";

/** Drops what was read from an instance that is gone, but for the text in open editors. */
export function forgetInstance(queryClient: QueryClient, workspaceId: string): void {
  queryClient.removeQueries({ queryKey: fileKeys.contents(workspaceId), type: "inactive" });
  void queryClient.resetQueries({ queryKey: fileKeys.listings(workspaceId) });
}
