import type { AppEvent, SettingsView } from "../ipc/contract";

export type SettingsSlice = {
  /** null until the first snapshot. */
  settings: SettingsView | null;
};

export const initialSettings: SettingsSlice = { settings: null };

export function reduceSettings(slice: SettingsSlice, event: AppEvent): SettingsSlice {
  switch (event.type) {
    case "snapshot":
      return { settings: event.state.settings };
    case "settings":
      return { settings: event.settings };
    case "workspaces":
    case "connection":
    case "tunnels":
    case "credentials":
    case "instance_replaced":
    case "transfers":
    case "dragged":
    case "close_requested":
    case "card_changed":
    case "cache_notice":
    case "workspaces_changed":
      return slice;
  }
}
