import type { Host } from "../ipc/host";

/** Asks for a folder on this machine and fetches files and folders of an instance into it; false when the user chose none. */
export function startDownload(host: Host, workspaceId: string, paths: string[]): Promise<boolean> {
  return host.call("choose_download", { workspaceId, paths, existing: "skip" });
}
