import type { UploadKind } from "../ipc/contract";
import type { Host } from "../ipc/host";
import { askExisting } from "./askExisting";

/** As `startDownload`, for files or a folder of this machine that go into `folder` of an instance. */
export async function startUpload(
  host: Host,
  workspaceId: string,
  folder: string,
  kind: UploadKind,
): Promise<boolean> {
  const existing = await askExisting({ type: "upload", kind, folder });
  return existing !== null && host.call("choose_upload", { workspaceId, folder, kind, existing });
}
