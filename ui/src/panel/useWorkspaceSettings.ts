import { type UseMutationResult, useMutation } from "@tanstack/react-query";
import type { SettingsView, WorkspaceSettings } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { useAppStore } from "../store";

const UNSET: WorkspaceSettings = { readOnly: false, baseFolder: null };

type OwnSettings = {
  /** What differs for this workspace. */
  own: WorkspaceSettings;
  /** Nothing may be changed anywhere, whatever is set for this one. */
  isAllReadOnly: boolean;
  /** Changes a part of it. */
  saving: UseMutationResult<SettingsView, IpcError, Partial<WorkspaceSettings>>;
};

/** What is set for one workspace, in place of what holds for all. */
export function useWorkspaceSettings(workspaceId: string): OwnSettings {
  const host = useHost();
  const own = useAppStore(({ settings }) => settings?.values.workspaces[workspaceId] ?? UNSET);
  const isAllReadOnly = useAppStore(({ settings }) => settings?.values.readOnly ?? false);
  const apply = useAppStore((state) => state.apply);
  const saving = useMutation<SettingsView, IpcError, Partial<WorkspaceSettings>>({
    mutationFn: (part) => host.call("set_workspace", { workspaceId, values: { ...own, ...part } }),
    onSuccess: (settings) => apply({ type: "settings", settings }),
  });
  return { own, isAllReadOnly, saving };
}
