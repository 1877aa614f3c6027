import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { FileContent } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { fileKeys } from "./fileKeys";
import { readFile } from "./readFile";

/** The text of a file; asks for nothing while `path` is null. */
export function useFileContent(
  workspaceId: string,
  path: string | null,
  staleTime: number,
): UseQueryResult<FileContent, IpcError> {
  const host = useHost();
  return useQuery<FileContent, IpcError>({
    queryKey: fileKeys.content(workspaceId, path ?? ""),
    enabled: path !== null,
    staleTime,
    queryFn: () => readFile(host, workspaceId, path ?? ""),
  });
}
