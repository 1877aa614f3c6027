import { useQueryClient } from "@tanstack/react-query";
import type { FileContent, IpcError as IpcFailure } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { toIpcError } from "../ipc/ipcError";
import { type Draft, draftKey, dropDraft, putDraft, useDrafts } from "./drafts";
import { fileKeys } from "./fileKeys";
import { readFile } from "./readFile";
import { type Resolving, resolveConflict } from "./resolveConflict";
import { saveText } from "./saveText";
import { useHeldContent } from "./useHeldContent";
import { type SaveState, useSaveState } from "./useSaveState";

export type FileSession = Resolving & {
  /** The file that the editor works on. */
  content: FileContent;
  /** The instance that the text is from. */
  origin: string;
  /** The workspace has another instance by now: the text is kept, and not saved. */
  isDetached: boolean;
  draft: Draft | undefined;
  /** The text to show: the draft if there is one, else the file's. */
  text: string;
  isDirty: boolean;
  saveState: SaveState;
  edit: (text: string) => void;
  save: () => Promise<void>;
  /** Drops the draft for what is on the instance now, unless it is edited meanwhile. */
  loadTheirs: () => Promise<void>;
  /** Shows what is on the instance now beside the text here. */
  compare: () => Promise<void>;
  /** Puts off the conflict, with the draft as it is. */
  keepEditing: () => void;
  /** Shows the conflict again that was put off. */
  resume: () => void;
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
  const present = () => useDrafts.getState().drafts[key];

  function edit(next: string) {
    // What was written over exists nowhere else: it stays at hand.
    const isWrittenOver = saveState.status === "merging" && saveState.conflict.written !== null;
    if (saveState.status !== "saving" && !isWrittenOver) {
      become({ status: "idle" });
    }
    const before = present();
    const { base, baseText } = before ?? { base: content.version, baseText: saved };
    if (next === saved && base?.sha256 === content.version.sha256) {
      dropDraft(key);
    } else {
      const encoding = before?.encoding ?? content.encoding;
      putDraft(key, { text: next, base, baseText, encoding, instanceId: origin });
    }
  }

  async function save() {
    if (!isDetached) {
      const saving = become({ status: "saving" });
      const settle = (next: SaveState) => isStill(saving) && become(next);
      const draftNow = present();
      await saveText({ host, queryClient, workspaceId, content, origin, draft: draftNow, settle });
    }
  }

  async function loadTheirs() {
    const before = present();
    const loading = become({ status: "loading", conflict: conflictOf(saveState) });
    const isWanted = () => isStill(loading) && present() === before;
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
        become({ status: "not_loaded", error: toIpcError(thrown), wanted: "theirs" });
      }
    }
  }

  async function compare() {
    const loading = become({ status: "loading", conflict: null });
    const baseText = draft === undefined ? saved : draft.baseText;
    const settle = (theirs: FileContent | null) =>
      isStill(loading) &&
      become({
        status: "merging",
        isShown: true,
        conflict: { baseText, theirs, written: null, keptPath: null },
      });
    try {
      const theirs = await readFile(host, workspaceId, path);
      if (theirs.instanceId !== origin) {
        queryClient.setQueryData(fileKeys.content(workspaceId, path), theirs);
        become({ status: "idle" });
      } else {
        settle(theirs);
      }
    } catch (thrown) {
      const error = toIpcError(thrown);
      if (error.code === "not_found") {
        settle(null);
      } else if (isStill(loading)) {
        become({ status: "not_loaded", error, wanted: "changes" });
      }
    }
  }

  function show(merging: SaveState & { status: "merging" }, isShown: boolean) {
    become({ ...merging, isShown });
  }

  return {
    content,
    origin,
    isDetached,
    draft,
    text,
    isDirty: text !== saved,
    saveState,
    edit,
    save,
    loadTheirs,
    compare,
    keepEditing: () =>
      saveState.status === "merging" ? show(saveState, false) : become({ status: "idle" }),
    resume: () => saveState.status === "merging" && show(saveState, true),
    ...resolveConflict({
      queryClient,
      workspaceId,
      content,
      origin,
      text,
      saveState,
      become,
      save,
      attach: held.attach,
    }),
  };
}

function conflictOf(state: SaveState): IpcFailure | null {
  return state.status === "conflict" ? state.error : null;
}
