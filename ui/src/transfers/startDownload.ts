import type { Host } from "../ipc/host";
import { askExisting } from "./askExisting";

/**
 * Asks what is to become of files that are there already, then for a folder on this machine, and fetches files and
 * folders of an instance into it. False when the user chose none.
 */
export async function startDownload(
  host: Host,
  workspaceId: string,
  paths: string[],
): Promise<boolean> {
  const existing = await askExisting({ type: "download", paths });
  return existing !== null && host.call("choose_download", { workspaceId, paths, existing });
}
