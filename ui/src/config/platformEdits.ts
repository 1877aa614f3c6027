import { create } from "zustand";

/** What the platform knows of a workspace besides its config.yaml. */
export type PlatformField = "name" | "tier" | "runtime" | "model" | "provider";

/** What was typed for fields of the platform, as text; "" for the model takes the override away. */
export type PlatformEdits = Readonly<Partial<Record<PlatformField, string>>>;

type EditsStore = { edits: Readonly<Record<string, PlatformEdits>> };

const NONE: PlatformEdits = {};

/**
 * What is to be changed on the platform and is not saved yet, by workspace. It outlives the panel. What
 * stands in the draft of config.yaml is not kept here, but while a save is under way.
 */
export const usePlatformEdits = create<EditsStore>()(() => ({ edits: {} }));

export function useEditsOf(workspaceId: string): PlatformEdits {
  return usePlatformEdits(({ edits }) => edits[workspaceId] ?? NONE);
}

export function useHasPlatformEdits(workspaceId: string): boolean {
  return usePlatformEdits(({ edits }) => Object.keys(edits[workspaceId] ?? NONE).length > 0);
}

/** Notes what is to become of fields; undefined takes a note away. */
export function putEdits(
  workspaceId: string,
  changed: Partial<Record<PlatformField, string | undefined>>,
): void {
  usePlatformEdits.setState(({ edits: { [workspaceId]: before = NONE, ...others } }) => {
    const kept = Object.entries({ ...before, ...changed }).filter(
      ([, typed]) => typed !== undefined,
    );
    const after: PlatformEdits = Object.fromEntries(kept);
    return { edits: kept.length === 0 ? others : { ...others, [workspaceId]: after } };
  });
}

/** Forgets notes, all of them where no field is named. */
export function dropEdits(workspaceId: string, fields?: readonly PlatformField[]): void {
  if (fields === undefined) {
    usePlatformEdits.setState(({ edits: { [workspaceId]: _dropped, ...edits } }) => ({ edits }));
  } else {
    putEdits(workspaceId, Object.fromEntries(fields.map((field) => [field, undefined])));
  }
}
