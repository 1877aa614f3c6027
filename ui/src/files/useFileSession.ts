import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { FileContent } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { type IpcError, toIpcError } from "../ipc/ipcError";
import { checkBeforeSave } from "./checkBeforeSave";
import { draftKey, dropDraft, putDraft, settleDraft, useDrafts } from "./drafts";
import { fileKeys } from "./fileKeys";

/** How the last attempt to save went. */
export type SaveState =
  | { status: "idle" | "saving" | "saved" }
  | { status: "failed"; error: IpcError }
  /** The file on the instance is another one by now. */
  | { status: "conflict"; error: IpcError };

export type FileSession = {
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
export function useFileSession(workspaceId: string, content: FileContent): FileSession {
  const host = useHost();
  const queryClient = useQueryClient();
  const [saveState, setSaveState] = useState<SaveState>({ status: "idle" });
  const { path } = content;
  const key = draftKey(workspaceId, path);
  const draft = useDrafts((store) => store.drafts[key]);
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
      putDraft(key, { text: next, base });
    }
  }

  async function write(overwrite: boolean) {
    const current = useDrafts.getState().drafts[key];
    const submitted = current?.text ?? saved;
    setSaveState({ status: "saving" });
    try {
      checkBeforeSave(path, submitted);
      const base = current?.base ?? content.version;
      const { instanceId } = content;
      const args = { workspaceId, path, text: submitted, instanceId, base, overwrite };
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
      setSaveState({ status: "idle" });
    } catch (thrown) {
      setSaveState({ status: "failed", error: toIpcError(thrown) });
    }
  }

  return {
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
