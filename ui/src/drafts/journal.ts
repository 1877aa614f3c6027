import { addNotice } from "../components/notices";
import { draftKey, putDraft, useDrafts } from "../files/drafts";
import type { Draft as KeptDraft } from "../ipc/contract";
import type { Host } from "../ipc/host";
import { toIpcError } from "../ipc/ipcError";
import { createJournalEntry, type JournalEntry } from "./journalEntry";
import { journalId, keptDrafts } from "./keptDrafts";

/** Unsaved text on the disk of this machine, a moment behind the typing. */
export type Journal = {
  /** Brings back what an earlier session has left. To be awaited before anything can be typed. */
  restore: () => Promise<void>;
  /** Brings the disk up to date at once; false when something could not be kept. */
  flush: () => Promise<boolean>;
  stop: () => void;
};

/** Keeps every draft on the disk, from now on. */
export function createJournal(host: Host): Journal {
  const entries = new Map<string, JournalEntry>();
  let isFailing = false;
  let isRestoring = false;

  function entryOf(draft: KeptDraft): JournalEntry {
    const id = journalId(draft);
    const entry = entries.get(id) ?? createJournalEntry(host, draft, report);
    entries.set(id, entry);
    return entry;
  }

  /** Says once that text is not kept, until some is kept again. */
  function report(error: unknown) {
    if (error !== null && !isFailing) {
      addNotice(
        "Unsaved text is not safe",
        `Your text could not be kept on this machine: ${toIpcError(error).message}`,
      );
    }
    isFailing = error !== null;
  }

  const unsubscribe = useDrafts.subscribe(({ drafts }, { drafts: before }) => {
    if (isRestoring) {
      return;
    }
    const { changed, gone } = keptDrafts(drafts, before);
    for (const draft of changed) {
      entryOf(draft).keep(draft);
    }
    for (const draft of gone) {
      entryOf(draft).drop();
    }
  });

  async function restore() {
    try {
      const { drafts, unreadable } = await host.call("list_drafts");
      for (const draft of drafts) {
        entryOf(draft).isOnDisk = true;
      }
      isRestoring = true;
      drafts.forEach(putBack);
      isRestoring = false;
      for (const reason of unreadable) {
        addNotice("Unsaved text of an earlier session could not be read", reason);
      }
    } catch (thrown) {
      const { message } = toIpcError(thrown);
      addNotice("Unsaved text of earlier sessions could not be read", message);
    }
  }

  async function flush() {
    await Promise.all([...entries.values()].map((entry) => entry.flush()));
    return [...entries.values()].every((entry) => !entry.isBehind);
  }

  const flushHidden = () => {
    if (document.visibilityState === "hidden") {
      void flush();
    }
  };
  const flushNow = () => void flush();
  document.addEventListener("visibilitychange", flushHidden);
  window.addEventListener("pagehide", flushNow);
  return {
    restore,
    flush,
    stop() {
      unsubscribe();
      document.removeEventListener("visibilitychange", flushHidden);
      window.removeEventListener("pagehide", flushNow);
    },
  };
}

/** Of two texts for one file, on two instances, the newer one is shown; the other stays on the disk. */
function putBack({ workspaceId, path, ...draft }: KeptDraft): void {
  putDraft(draftKey(workspaceId, path), { ...draft, isRestored: true });
}
