import type { AppEvent, Connection } from "../ipc/contract";

/** Where the app is connected to, as last pushed. */
export type ConnectionSlice = {
  /** null until the first snapshot. */
  connection: Connection | null;
};

export const initialConnection: ConnectionSlice = { connection: null };

export function reduceConnection(slice: ConnectionSlice, event: AppEvent): ConnectionSlice {
  switch (event.type) {
    case "snapshot":
      return { connection: event.state.connection };
    case "connection":
      return { connection: event.connection };
    case "workspaces":
    case "settings":
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

/** Whether the platform cannot be asked at the moment. */
export function selectIsOffline(slice: ConnectionSlice): boolean {
  return slice.connection?.status === "offline";
}

/** Whether what is shown of the fleet was not confirmed by the platform's last answer. */
export function selectIsStale(slice: ConnectionSlice): boolean {
  return slice.connection !== null && slice.connection.status !== "online";
}

/**
 * Since when what is shown of the fleet is not confirmed any more, ms since the epoch: the last answer in this
 * session, else the age of the list. null while it is live, and where nothing was ever seen.
 */
export function selectStaleSince(
  slice: ConnectionSlice & { listed: { fetchedMs: number } | null },
): number | null {
  return selectIsStale(slice)
    ? (slice.connection?.answeredMs ?? slice.listed?.fetchedMs ?? null)
    : null;
}
