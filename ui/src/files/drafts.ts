import { create } from "zustand";
import type { FileVersion, TextEncoding } from "../ipc/contract";

/** Text that is not saved yet, and what it started from: the version of the file, on an instance. */
export type Draft = {
  text: string;
  /** null for a file that is not there. */
  base: FileVersion | null;
  /** The text of that version; null where it is not known. */
  baseText: string | null;
  encoding: TextEncoding;
  instanceId: string;
  /** When it was typed, ms since the epoch. */
  changedMs: number;
  /** It comes from the journal on this machine, and has not been touched since the start. */
  isRestored: boolean;
};

/** A draft as it is put: typed just now, unless it says otherwise. */
export type NewDraft = Pick<Draft, "text" | "base" | "instanceId"> & Partial<Draft>;

type DraftsStore = { drafts: Readonly<Record<string, Draft>> };

/**
 * Unsaved text of every workspace. It outlives the editor, the tab and the panel, and by the journal
 * on this machine the app too: text is lost by nothing but saving it or asking to drop it.
 */
export const useDrafts = create<DraftsStore>()(() => ({ drafts: {} }));

/** The key of a file's draft. */
export function draftKey(workspaceId: string, path: string): string {
  return `${workspaceId}:${path}`;
}

/** What a key is made of; ids have no colon. */
export function ofDraftKey(key: string): { workspaceId: string; path: string } {
  const colon = key.indexOf(":");
  return { workspaceId: key.slice(0, colon), path: key.slice(colon + 1) };
}

export function putDraft(key: string, draft: NewDraft): void {
  const whole: Draft = {
    baseText: null,
    encoding: "utf8",
    changedMs: Date.now(),
    isRestored: false,
    ...draft,
  };
  useDrafts.setState(({ drafts }) => ({ drafts: { ...drafts, [key]: whole } }));
}

export function dropDraft(key: string): void {
  useDrafts.setState(({ drafts: { [key]: _dropped, ...drafts } }) => ({ drafts }));
}

/** After `text` was saved as `version`: what was typed meanwhile stays, on the new base. */
export function settleDraft(key: string, text: string, version: FileVersion): void {
  const draft = useDrafts.getState().drafts[key];
  if (draft === undefined || draft.text === text) {
    dropDraft(key);
  } else {
    putDraft(key, { ...draft, base: version, baseText: text });
  }
}

/** After `text` was saved to an instance that is gone by now: all of it stays, on what lies there. */
export function rebaseDraft(
  key: string,
  instanceId: string,
  text: string,
  version: FileVersion,
): void {
  const draft = useDrafts.getState().drafts[key];
  if (draft?.instanceId === instanceId) {
    putDraft(key, { ...draft, base: version, baseText: text });
  }
}

/** After a file or a folder was moved: unsaved text of it, and of all below it, goes along. */
export function moveDraft(workspaceId: string, from: string, to: string): void {
  for (const path of draftPaths(useDrafts.getState().drafts, workspaceId)) {
    const draft = useDrafts.getState().drafts[draftKey(workspaceId, path)];
    if (draft !== undefined && (path === from || path.startsWith(`${from}/`))) {
      putDraft(draftKey(workspaceId, to + path.slice(from.length)), draft);
      dropDraft(draftKey(workspaceId, path));
    }
  }
}

/** The files of a workspace that have unsaved text. */
export function draftPaths(drafts: DraftsStore["drafts"], workspaceId: string): string[] {
  const prefix = draftKey(workspaceId, "");
  return Object.keys(drafts)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
}

/** How many files of a workspace have unsaved text: its config.yaml, and all others. */
export function countDrafts(
  drafts: DraftsStore["drafts"],
  workspaceId: string,
  configPath: string | null,
): { config: number; files: number } {
  const paths = draftPaths(drafts, workspaceId);
  const config = configPath !== null && paths.includes(configPath) ? 1 : 0;
  return { config, files: paths.length - config };
}
