import type { QueryClient } from "@tanstack/react-query";
import type { FileContent, IpcError as IpcFailure } from "../ipc/contract";
import type { Host } from "../ipc/host";
import { toIpcError } from "../ipc/ipcError";
import { draftKey, dropDraft, useDrafts } from "./drafts";
import { fileKeys } from "./fileKeys";
import { readFile } from "./readFile";
import type { SaveState } from "./useSaveState";

/** The ways to see what is on the instance now. */
export type Looking = {
  /** Drops the draft for what is on the instance now, unless it is edited meanwhile. */
  loadTheirs: () => Promise<void>;
  /** Shows what is on the instance now beside the text here. */
  compare: () => Promise<void>;
};

type Parts = {
  host: Host;
  queryClient: QueryClient;
  workspaceId: string;
  content: FileContent;
  origin: string;
  isDetached: boolean;
  saveState: SaveState;
  become: (next: SaveState) => SaveState;
  isStill: (state: SaveState) => boolean;
  attach: (content: FileContent) => void;
};

export function lookAtTheirs(parts: Parts): Looking {
  const { host, queryClient, workspaceId, content, origin, isDetached, become, isStill } = parts;
  const { path } = content;
  const key = draftKey(workspaceId, path);
  const present = () => useDrafts.getState().drafts[key];
  const keep = (theirs: FileContent) =>
    queryClient.setQueryData(fileKeys.content(workspaceId, path), theirs);

  async function loadTheirs() {
    const before = present();
    const loading = become({ status: "loading", conflict: conflictOf(parts.saveState) });
    const isWanted = () => isStill(loading) && present() === before;
    try {
      const theirs = await readFile(host, workspaceId, path);
      if (!isWanted()) {
        return;
      }
      keep(theirs);
      become({ status: "idle" });
      // Text of an instance that turns out to be gone is dropped only after asking for that.
      if (isDetached || theirs.instanceId === origin) {
        dropDraft(key);
        parts.attach(theirs);
      }
    } catch (thrown) {
      if (isWanted()) {
        become({ status: "not_loaded", error: toIpcError(thrown), wanted: "theirs" });
      }
    }
  }

  async function compare() {
    const loading = become({ status: "loading", conflict: null });
    try {
      const theirs = await readIfThere();
      if (!isStill(loading)) {
        return;
      }
      if (theirs !== null && theirs.instanceId !== origin) {
        keep(theirs);
        become({ status: "idle" });
        return;
      }
      const draft = present();
      const baseText = draft === undefined ? content.text : draft.baseText;
      const conflict = { baseText, theirs, written: null, keptPath: null };
      become({ status: "merging", isShown: true, conflict });
    } catch (thrown) {
      if (isStill(loading)) {
        become({ status: "not_loaded", error: toIpcError(thrown), wanted: "changes" });
      }
    }
  }

  /** What is on the instance now; null when there is no such file any more. */
  async function readIfThere(): Promise<FileContent | null> {
    try {
      return await readFile(host, workspaceId, path);
    } catch (thrown) {
      if (toIpcError(thrown).code === "not_found") {
        return null;
      }
      throw thrown;
    }
  }

  return { loadTheirs, compare };
}

function conflictOf(state: SaveState): IpcFailure | null {
  return state.status === "conflict" ? state.error : null;
}
