import type { QueryClient } from "@tanstack/react-query";
import type { FileContent, TextEncoding } from "../ipc/contract";
import { type Conflict, theirText } from "./conflict";
import { draftKey, dropDraft, putDraft } from "./drafts";
import { fileKeys } from "./fileKeys";
import type { SaveState } from "./useSaveState";

/** The ways out of a conflict. Whatever is written is compared again with what is on the instance then. */
export type Resolving = {
  /** Saves the text here in place of theirs. */
  keepMine: () => void;
  /** Goes on with theirs; undoing in the editor brings the text here back. */
  takeTheirs: () => void;
  /** Saves what both have been merged to. */
  saveMerged: (text: string) => void;
};

type Parts = {
  queryClient: QueryClient;
  workspaceId: string;
  content: FileContent;
  origin: string;
  text: string;
  saveState: SaveState;
  become: (next: SaveState) => SaveState;
  save: () => Promise<unknown>;
  attach: (content: FileContent) => void;
};

export function resolveConflict(parts: Parts): Resolving {
  const { queryClient, workspaceId, content, origin, text, saveState, become } = parts;
  const key = draftKey(workspaceId, content.path);

  /** Puts `next` on what is on the instance now, and saves it. */
  function saveOn(conflict: Conflict, next: string) {
    const { theirs, written } = conflict;
    const base = written ?? theirs?.version ?? null;
    const baseText = written === null ? theirText(conflict) : content.text;
    const encoding = wider(content.encoding, theirs?.encoding ?? "utf8");
    putDraft(key, { text: next, base, baseText, encoding, instanceId: origin });
    void parts.save();
  }

  function keepMine({ written, ...conflict }: Conflict) {
    if (written === null) {
      saveOn({ ...conflict, written }, text);
    } else {
      become({ status: "saved", isVerified: false, notes: [] });
    }
  }

  function takeTheirs(conflict: Conflict) {
    const { theirs, written } = conflict;
    const theirOwn = theirText(conflict);
    if (written !== null && theirOwn !== null) {
      saveOn(conflict, theirOwn);
      return;
    }
    dropDraft(key);
    become({ status: "idle" });
    if (theirs === null) {
      void queryClient.resetQueries({ queryKey: fileKeys.content(workspaceId, content.path) });
      void queryClient.invalidateQueries({ queryKey: fileKeys.listings(workspaceId) });
    } else {
      queryClient.setQueryData(fileKeys.content(workspaceId, content.path), theirs);
      parts.attach(theirs);
    }
  }

  const settled = (settle: (conflict: Conflict) => void) => () => {
    if (saveState.status === "merging") {
      settle(saveState.conflict);
    }
  };
  return {
    keepMine: settled(keepMine),
    takeTheirs: settled(takeTheirs),
    saveMerged: (merged) => settled((conflict) => saveOn(conflict, merged))(),
  };
}

/** The encoding that holds what either does. */
function wider(a: TextEncoding, b: TextEncoding): TextEncoding {
  return a === "utf8" ? b : a;
}
