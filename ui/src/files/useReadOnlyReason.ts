import { useAppStore } from "../store";
import type { SettingsSlice } from "../store/settingsSlice";

/** Why nothing may be changed on the instance of a workspace by the settings; null when something may. */
export function useReadOnlyReason(workspaceId: string): string | null {
  return useAppStore((state) => readOnlyReason(state, workspaceId));
}

export function readOnlyReason({ settings }: SettingsSlice, workspaceId: string): string | null {
  if (settings?.values.readOnly === true) {
    return "the settings allow no changes on any instance.";
  }
  return settings?.values.workspaces[workspaceId]?.readOnly === true
    ? "this workspace is set to it, in its menu."
    : null;
}
