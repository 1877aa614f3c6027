import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { FileContent } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { type IpcError, toIpcError } from "../ipc/ipcError";
import { checkBeforeSave } from "./checkBeforeSave";
import { draftKey, dropDraft, putDraft, settleDraft, useDrafts } from "./drafts";
import { fileKeys } from "./fileKeys";
import { useHeldContent } from "./useHeldContent";

/** How the last attempt to save went. */
export type SaveState =
  | { status: "idle" | "saving" | "saved" }
  | { status: "failed"; error: IpcError }
  /** What is on the instance now could not be loaded. */
  | { status: "not_loaded"; error: IpcError }
  /** The file on the instance is another one by now. */
  | { status: "conflict"; error: IpcError };

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
  /** Drops the draft for what is on the instance now. */
  loadTheirs: () => Promise<void>;
  /** Leaves the conflict as it is, with the draft. */
  keepEditing: () => void;
};

/** Editing one text file of an instance. A save that fails leaves the draft as it was. */
export function useFileSession(workspaceId: string, loaded: FileContent): FileSession {
  const host = useHost();
  const queryClient = useQueryClient();
  const [saveState, setSaveState] = useState<SaveState>({ status: "idle" });
  const { path } = loaded;
  const key = draftKey(workspaceId, path);
  const draft = useDrafts((store) => store.drafts[key]);
  const held = useHeldContent(workspaceId, loaded, draft?.instanceId);
  const { content, origin, isDetached } = held;
  const saved = content.text ?? "";
  const text = draft?.text ?? saved;

  function edit(next: string) {
    if (saveState.status !== "saving") {
      setSaveState({ status: "idle" });
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
    setSaveState({ status: "saving" });
    try {
      checkBeforeSave(path, submitted);
      const base = current?.base ?? content.version;
      const args = { workspaceId, path, text: submitted, instanceId: origin, base, overwrite };
      const version = await host.call("write_file", args);
      const written: FileContent = { ...content, text: submitted, version };
      queryClient.setQueryData(fileKeys.content(workspaceId, path), written);
      settleDraft(key, submitted, version);
      setSaveState({ status: "saved" });
    } catch (thrown) {
      const error = toIpcError(thrown);
      setSaveState({ status: error.code === "conflict" ? "conflict" : "failed", error });
      return;
    }
    await queryClient.invalidateQueries({ queryKey: fileKeys.listings(workspaceId) });
  }

  async function loadTheirs() {
    try {
      const theirs = await host.call("read_file", { workspaceId, path });
      queryClient.setQueryData(fileKeys.content(workspaceId, path), theirs);
      dropDraft(key);
      held.attach(theirs);
      setSaveState({ status: "idle" });
    } catch (thrown) {
      setSaveState({ status: "not_loaded", error: toIpcError(thrown) });
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
    keepEditing: () => setSaveState({ status: "idle" }),
  };
}
