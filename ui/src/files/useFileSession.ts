import { useQueryClient } from "@tanstack/react-query";
import type { FileContent, IpcError as IpcFailure } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { IpcError, toIpcError } from "../ipc/ipcError";
import { useAppStore } from "../store";
import { hasLeft } from "../store/replacedSlice";
import { checkBeforeSave } from "./checkBeforeSave";
import { draftKey, dropDraft, putDraft, rebaseDraft, settleDraft, useDrafts } from "./drafts";
import { fileKeys } from "./fileKeys";
import { readFile } from "./readFile";
import { useHeldContent } from "./useHeldContent";
import { type SaveState, useSaveState } from "./useSaveState";

export type FileSession = {
  /** The file that the editor works on. */
  content: FileContent;
  /** The instance that the text is from. */
  origin: string;
  /** The workspace has another instance by now: the text is kept, and not saved. */
  isDetached: boolean;
  /** The text to show: the draft if there is one, else the file's. */
  text: string;
  isDirty: boolean;
  saveState: SaveState;
  edit: (text: string) => void;
  save: () => Promise<void>;
  /** Saves although the file has changed meanwhile. */
  overwrite: () => Promise<void>;
  /** Drops the draft for what is on the instance now, unless it is edited meanwhile. */
  loadTheirs: () => Promise<void>;
  /** Leaves the conflict as it is, with the draft. */
  keepEditing: () => void;
};

/** Editing one text file of an instance. A save that fails leaves the draft as it was. */
export function useFileSession(workspaceId: string, loaded: FileContent): FileSession {
  const host = useHost();
  const queryClient = useQueryClient();
  const { saveState, become, isStill } = useSaveState();
  const { path } = loaded;
  const key = draftKey(workspaceId, path);
  const draft = useDrafts((store) => store.drafts[key]);
  const held = useHeldContent(workspaceId, loaded, draft?.instanceId);
  const { content, origin, isDetached } = held;
  const saved = content.text ?? "";
  const text = draft?.text ?? saved;

  function edit(next: string) {
    if (saveState.status !== "saving") {
      become({ status: "idle" });
    }
    const base = useDrafts.getState().drafts[key]?.base ?? content.version;
    if (next === saved && base.sha256 === content.version.sha256) {
      dropDraft(key);
    } else {
      putDraft(key, { text: next, base, instanceId: origin });
    }
  }

  async function write(overwrite: boolean) {
    if (isDetached) {
      return;
    }
    const current = useDrafts.getState().drafts[key];
    const submitted = current?.text ?? saved;
    const saving = become({ status: "saving" });
    const settle = (next: SaveState) => isStill(saving) && become(next);
    try {
      checkBeforeSave(path, submitted);
      const base = current?.base ?? content.version;
      const { encoding } = content;
      const args = { workspaceId, path, text: submitted, encoding, base, overwrite };
      const outcome = await host.call("write_file", { ...args, instanceId: origin });
      if (outcome.status === "conflict") {
        throw new IpcError("conflict", "the file has changed since it was loaded");
      }
      const { version } = outcome;
      const present = queryClient.getQueryData<FileContent>(fileKeys.content(workspaceId, path));
      const isElsewhere = present !== undefined && present.instanceId !== origin;
      if (isElsewhere || hasLeft(useAppStore.getState(), workspaceId, origin)) {
        // What was written is gone with its instance: nothing is saved, and nothing is dropped.
        rebaseDraft(key, origin, version);
        settle({ status: "saved_too_late" });
        return;
      }
      const written: FileContent = { ...content, text: submitted, version };
      queryClient.setQueryData(fileKeys.content(workspaceId, path), written);
      settleDraft(key, submitted, version);
      settle({ status: "saved" });
    } catch (thrown) {
      const error = toIpcError(thrown);
      settle({ status: error.code === "conflict" ? "conflict" : "failed", error });
      return;
    }
    await queryClient.invalidateQueries({ queryKey: fileKeys.listings(workspaceId) });
  }

  async function loadTheirs() {
    const before = useDrafts.getState().drafts[key];
    const loading = become({ status: "loading", conflict: conflictOf(saveState) });
    const isWanted = () => isStill(loading) && useDrafts.getState().drafts[key] === before;
    try {
      const theirs = await readFile(host, workspaceId, path);
      if (!isWanted()) {
        return;
      }
      queryClient.setQueryData(fileKeys.content(workspaceId, path), theirs);
      become({ status: "idle" });
      // Text of an instance that turns out to be gone is dropped only after asking for that.
      if (isDetached || theirs.instanceId === origin) {
        dropDraft(key);
        held.attach(theirs);
      }
    } catch (thrown) {
      if (isWanted()) {
        become({ status: "not_loaded", error: toIpcError(thrown) });
      }
    }
  }

  return {
    content,
    origin,
    isDetached,
    text,
    isDirty: text !== saved,
    saveState,
    edit,
    save: () => write(false),
    overwrite: () => write(true),
    loadTheirs,
    keepEditing: () => become({ status: "idle" }),
  };
}

function conflictOf(state: SaveState): IpcFailure | null {
  return state.status === "conflict" ? state.error : null;
}
