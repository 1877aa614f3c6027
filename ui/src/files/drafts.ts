import { create } from "zustand";
import type { FileVersion } from "../ipc/contract";

/** Text that is not saved yet, and what it started from: the version of the file, on an instance. */
export type Draft = { text: string; base: FileVersion; instanceId: string };

type DraftsStore = { drafts: Readonly<Record<string, Draft>> };

/**
 * Unsaved text of every workspace, in memory. It outlives the editor, the tab and the panel: text
 * is lost by nothing but saving it or asking to drop it.
 */
export const useDrafts = create<DraftsStore>()(() => ({ drafts: {} }));

/** The key of a file's draft. */
export function draftKey(workspaceId: string, path: string): string {
  return `${workspaceId}:${path}`;
}

export function putDraft(key: string, draft: Draft): void {
  useDrafts.setState(({ drafts }) => ({ drafts: { ...drafts, [key]: draft } }));
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
    putDraft(key, { ...draft, base: version });
  }
}

/** After text was saved to an instance that is gone by now: all of it stays, on what lies there. */
export function rebaseDraft(key: string, instanceId: string, version: FileVersion): void {
  const draft = useDrafts.getState().drafts[key];
  if (draft?.instanceId === instanceId) {
    putDraft(key, { ...draft, base: version });
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
