import { useQueryClient } from "@tanstack/react-query";
import type { FileContent } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { type Draft, draftKey, dropDraft, putDraft, useDrafts } from "./drafts";
import { isChanged } from "./isChanged";
import { type Looking, lookAtTheirs } from "./lookAtTheirs";
import { type Resolving, resolveConflict } from "./resolveConflict";
import { saveText } from "./saveText";
import { type Standing, useHeldContent } from "./useHeldContent";
import { type SaveState, useSaveState } from "./useSaveState";

export type FileSession = Resolving &
  Looking & {
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
    /** Saves it, and tells how that ended; null when the instance that it is for is gone. */
    save: () => Promise<SaveState | null>;
    /** Puts off the conflict, with the draft as it is. */
    keepEditing: () => void;
    /** Shows the conflict again that was put off. */
    resume: () => void;
  };

/** Editing one text file of an instance. A save that fails leaves the draft as it was. */
export function useFileSession(
  workspaceId: string,
  loaded: FileContent,
  standing: Standing = "read",
): FileSession {
  const host = useHost();
  const queryClient = useQueryClient();
  const { saveState, become, isStill } = useSaveState();
  const { path } = loaded;
  const key = draftKey(workspaceId, path);
  const draft = useDrafts((store) => store.drafts[key]);
  const held = useHeldContent(workspaceId, loaded, draft?.instanceId, standing);
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
    if (isDetached) {
      return null;
    }
    const saving = become({ status: "saving" });
    const settle = (next: SaveState) => isStill(saving) && become(next);
    const draftNow = present();
    return saveText({ host, queryClient, workspaceId, content, origin, draft: draftNow, settle });
  }

  function show(merging: SaveState & { status: "merging" }, isShown: boolean) {
    become({ ...merging, isShown });
  }

  const { attach } = held;
  const parts = { queryClient, workspaceId, content, origin, saveState, become, attach };
  return {
    content,
    origin,
    isDetached,
    draft,
    text,
    isDirty: isChanged(path, text, saved),
    saveState,
    edit,
    save,
    keepEditing: () =>
      saveState.status === "merging" ? show(saveState, false) : become({ status: "idle" }),
    resume: () => saveState.status === "merging" && show(saveState, true),
    ...lookAtTheirs({ ...parts, host, isDetached, isStill }),
    ...resolveConflict({ ...parts, text, save }),
  };
}
