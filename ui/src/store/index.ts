import { create } from "zustand";
import type { AppEvent } from "../ipc/contract";
import { type CacheSlice, initialCache, reduceCache } from "./cacheSlice";
import { type ConnectionSlice, initialConnection, reduceConnection } from "./connectionSlice";
import { type CredentialsSlice, initialCredentials, reduceCredentials } from "./credentialsSlice";
import {
  initialLayout,
  type Layout,
  type LayoutSlice,
  placeNodes,
  reduceLayout,
} from "./layoutSlice";
import {
  confirmInstance,
  initialReplaced,
  type ReplacedSlice,
  reduceReplaced,
} from "./replacedSlice";
import { initialSettings, reduceSettings, type SettingsSlice } from "./settingsSlice";
import { initialTransfers, reduceTransfers, type TransfersSlice } from "./transfersSlice";
import { initialTunnels, reduceTunnels, type TunnelsSlice } from "./tunnelsSlice";
import { initialWorkspaces, reduceWorkspaces, type WorkspacesSlice } from "./workspacesSlice";

/** Everything that the backend pushes. */
export type AppState = ConnectionSlice &
  WorkspacesSlice &
  LayoutSlice &
  SettingsSlice &
  TunnelsSlice &
  TransfersSlice &
  CredentialsSlice &
  CacheSlice &
  ReplacedSlice;

export type AppStore = AppState & {
  /** Takes in what was pushed: the only way in, but for the two below. */
  apply(event: AppEvent): void;
  /** Puts cards where the user dragged them. */
  place(positions: Layout): void;
  /** Notes that something was read from an instance, by a reading that began at the count `since`. */
  confirmInstance(workspaceId: string, instanceId: string, since: number): void;
};

export const initialAppState: AppState = {
  ...initialConnection,
  ...initialWorkspaces,
  ...initialLayout,
  ...initialSettings,
  ...initialTunnels,
  ...initialTransfers,
  ...initialCredentials,
  ...initialCache,
  ...initialReplaced,
};

/** The state after `event`. */
export function reduce(state: AppState, event: AppEvent): AppState {
  return {
    ...reduceConnection({ connection: state.connection }, event),
    ...reduceWorkspaces(
      {
        workspaces: state.workspaces,
        workspaceIds: state.workspaceIds,
        listed: state.listed,
      },
      event,
    ),
    ...reduceLayout({ layout: state.layout }, event),
    ...reduceSettings({ settings: state.settings }, event),
    ...reduceTunnels({ tunnels: state.tunnels }, event),
    ...reduceTransfers({ transfers: state.transfers }, event),
    ...reduceCredentials({ credentials: state.credentials }, event),
    ...reduceCache({ cacheNotice: state.cacheNotice }, event),
    ...reduceReplaced({ replaced: state.replaced }, event),
  };
}

export const useAppStore = create<AppStore>()((set) => ({
  ...initialAppState,
  apply: (event) => set((state) => reduce(state, event)),
  place: (positions) => set((state) => placeNodes(state, positions)),
  confirmInstance: (workspaceId, instanceId, since) =>
    set((state) => confirmInstance(state, workspaceId, instanceId, since)),
}));
