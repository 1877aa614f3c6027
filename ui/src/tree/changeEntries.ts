import type { QueryClient } from "@tanstack/react-query";
import { draftKey, draftPaths, dropDraft, moveDraft, useDrafts } from "../files/drafts";
import { fileKeys } from "../files/fileKeys";
import { pathIn } from "../files/roots";
import type { Entry, Removed } from "../ipc/contract";
import type { Host } from "../ipc/host";
import { type IpcError, toIpcError } from "../ipc/ipcError";
import { moveExpanded } from "./treeStore";
import { isBelow } from "./useFolders";

/** Whose entries are changed, and on which instance they were seen. */
export type Place = { workspaceId: string; instanceId: string | null };

/** What could not be done, and why. */
export type Failure = { path: string; error: IpcError };

/** How a change of several entries went. */
export type Changed = { done: string[]; failures: Failure[]; removed: Removed };

/** Moves an entry to a new path; its unsaved text, and that of all below it, comes along. */
export async function moveEntry(
  host: Host,
  { workspaceId, instanceId }: Place,
  from: string,
  to: string,
): Promise<void> {
  await host.call("move_entry", { workspaceId, from, to, instanceId });
  moveDraft(workspaceId, from, to);
  moveExpanded(workspaceId, from, to);
}

/** Moves entries into a folder, one after the other. */
export function moveEntries(
  host: Host,
  place: Place,
  entries: readonly Entry[],
  folder: string,
): Promise<Changed> {
  return changeEach(entries, async ({ path, name }) => {
    await moveEntry(host, place, path, pathIn(folder, name));
    return { files: 0, folders: 0 };
  });
}

/**
 * Removes entries, one after the other, with the unsaved text of files that are gone with them.
 *
 * @remarks Text that was typed after `drafts` was looked at was not agreed to be dropped, and stays.
 */
export function removeEntries(
  host: Host,
  { workspaceId, instanceId }: Place,
  entries: readonly Entry[],
): Promise<Changed> {
  const { drafts } = useDrafts.getState();
  return changeEach(entries, async ({ path, name, kind }) => {
    const removed =
      kind === "folder"
        ? await host.call("remove_folder", { workspaceId, path, instanceId, confirmedName: name })
        : await host.call("remove_file", { workspaceId, path, instanceId });
    for (const file of unsavedIn(workspaceId, [path])) {
      const key = draftKey(workspaceId, file);
      if (useDrafts.getState().drafts[key] === drafts[key]) {
        dropDraft(key);
      }
    }
    moveExpanded(workspaceId, path, null);
    return removed ?? { files: 1, folders: 0 };
  });
}

/** The files with unsaved text among `paths`, and below those that are folders. */
export function unsavedIn(workspaceId: string, paths: readonly string[]): string[] {
  return draftPaths(useDrafts.getState().drafts, workspaceId).filter((file) =>
    paths.some((path) => file === path || isBelow(file, path)),
  );
}

/** Has what was changed listed again, and forgets the texts that were read from `paths`. */
export function listAgain(
  queryClient: QueryClient,
  workspaceId: string,
  paths: readonly string[] = [],
): Promise<void> {
  for (const path of paths) {
    queryClient.removeQueries({
      queryKey: fileKeys.contents(workspaceId),
      predicate: ({ queryKey }) => {
        const file = String(queryKey.at(-1));
        return file === path || isBelow(file, path);
      },
    });
  }
  return queryClient.invalidateQueries({ queryKey: fileKeys.listings(workspaceId) });
}

async function changeEach(
  entries: readonly Entry[],
  change: (entry: Entry) => Promise<Removed>,
): Promise<Changed> {
  const changed: Changed = { done: [], failures: [], removed: { files: 0, folders: 0 } };
  for (const entry of entries) {
    try {
      const { files, folders } = await change(entry);
      changed.done.push(entry.path);
      changed.removed.files += files;
      changed.removed.folders += folders;
    } catch (thrown) {
      changed.failures.push({ path: entry.path, error: toIpcError(thrown) });
    }
  }
  return changed;
}
