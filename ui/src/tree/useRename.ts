import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { pathIn } from "../files/roots";
import { useHost } from "../ipc/hostContext";
import { type IpcError, toIpcError } from "../ipc/ipcError";
import { listAgain, moveEntry } from "./changeEntries";
import { parentOf } from "./flatTree";
import { knownInstance } from "./knownInstance";

/** A name that is being changed in its row. */
export type Renaming = {
  path: string;
  /** The instance that it was seen on. */
  instanceId: string | null;
  isPending: boolean;
  failed: { name: string; error: IpcError } | null;
};

export type Rename = {
  renaming: Renaming | null;
  begin: (path: string) => void;
  cancel: () => void;
  rename: (name: string) => Promise<void>;
};

/** Renames an entry where it stands; what is in the way is said there, and can be corrected. */
export function useRename(
  workspaceId: string,
  onMoved: (from: string, to: string) => void,
): Rename {
  const host = useHost();
  const queryClient = useQueryClient();
  const [renaming, setRenaming] = useState<Renaming | null>(null);

  async function rename(name: string) {
    if (renaming === null) {
      return;
    }
    const { path, instanceId } = renaming;
    const to = pathIn(parentOf(path), name);
    setRenaming({ ...renaming, isPending: true, failed: null });
    try {
      await moveEntry(host, { workspaceId, instanceId }, path, to);
    } catch (thrown) {
      const failed = { name, error: toIpcError(thrown) };
      setRenaming((now) => (now?.path === path ? { ...now, isPending: false, failed } : now));
      return;
    }
    onMoved(path, to);
    setRenaming((now) => (now?.path === path ? null : now));
    await listAgain(queryClient, workspaceId, [path]);
  }

  return {
    renaming,
    begin: (path) =>
      setRenaming({
        path,
        instanceId: knownInstance(workspaceId),
        isPending: false,
        failed: null,
      }),
    cancel: () => setRenaming(null),
    rename,
  };
}
