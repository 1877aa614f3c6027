import type { QueryClient } from "@tanstack/react-query";
import type { FileContent, WriteOutcome } from "../ipc/contract";
import type { Host } from "../ipc/host";
import { toIpcError } from "../ipc/ipcError";
import { useAppStore } from "../store";
import { hasLeft } from "../store/replacedSlice";
import { checkBeforeSave } from "./checkBeforeSave";
import { type Draft, draftKey, rebaseDraft, settleDraft } from "./drafts";
import { fileKeys } from "./fileKeys";
import type { SaveState } from "./useSaveState";

type Saving = {
  host: Host;
  queryClient: QueryClient;
  workspaceId: string;
  content: FileContent;
  /** The instance that the text is from. */
  origin: string;
  /** What is to be saved; the text of `content` where there is none. */
  draft: Draft | undefined;
  /** Takes on how it ended, unless something else has happened by then. */
  settle: (next: SaveState) => void;
};

/** Writes the text of an editor, and keeps what came of it: the file, and what was typed meanwhile. Returns how it ended. */
export async function saveText(saving: Saving): Promise<SaveState> {
  const { host, queryClient, workspaceId, content, origin, draft, settle } = saving;
  const { path } = content;
  const text = draft?.text ?? content.text ?? "";
  let ended: SaveState;
  try {
    checkBeforeSave(path, text);
    const outcome = await host.call("write_file", {
      workspaceId,
      path,
      text,
      encoding: draft?.encoding ?? content.encoding,
      instanceId: origin,
      base: draft === undefined ? content.version : draft.base,
      overwrite: false,
    });
    ended = keep(saving, text, outcome);
    settle(ended);
  } catch (thrown) {
    const error = toIpcError(thrown);
    ended = { status: error.code === "conflict" ? "conflict" : "failed", error };
    settle(ended);
    return ended;
  }
  await queryClient.invalidateQueries({ queryKey: fileKeys.listings(workspaceId) });
  return ended;
}

function keep(saving: Saving, text: string, outcome: WriteOutcome): SaveState {
  const { queryClient, workspaceId, content, origin, draft } = saving;
  const contentKey = fileKeys.content(workspaceId, content.path);
  const key = draftKey(workspaceId, content.path);
  const version = outcome.status === "saved" ? outcome.version : outcome.written;
  const present = queryClient.getQueryData<FileContent>(contentKey);
  const isElsewhere = present !== undefined && present.instanceId !== origin;
  if (version !== null) {
    if (isElsewhere || hasLeft(useAppStore.getState(), workspaceId, origin)) {
      // What was written is gone with its instance: nothing is saved, and nothing is dropped.
      rebaseDraft(key, origin, text, version);
      return { status: "saved_too_late" };
    }
    const encoding = draft?.encoding ?? content.encoding;
    queryClient.setQueryData(contentKey, { ...content, text, encoding, version });
    settleDraft(key, text, version);
  }
  if (outcome.status === "saved") {
    const { isVerified, notes } = outcome;
    return { status: "saved", isVerified, notes };
  }
  const { theirs, written, keptPath } = outcome;
  const baseText = draft === undefined ? content.text : draft.baseText;
  return { status: "merging", isShown: true, conflict: { baseText, theirs, written, keptPath } };
}
