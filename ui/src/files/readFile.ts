import type { FileContent } from "../ipc/contract";
import type { Host } from "../ipc/host";
import { useAppStore } from "../store";
import { countReplaced } from "../store/replacedSlice";

/** Reads a file; that it came from an instance says that the workspace has that one. */
export async function readFile(
  host: Host,
  workspaceId: string,
  path: string,
): Promise<FileContent> {
  const { confirmInstance, ...state } = useAppStore.getState();
  const since = countReplaced(state, workspaceId);
  const content = await host.call("read_file", { workspaceId, path });
  confirmInstance(workspaceId, content.instanceId, since);
  return content;
}
