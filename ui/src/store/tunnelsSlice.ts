import type { AppEvent, Tunnel, TunnelState, Workspace } from "../ipc/contract";
import { keepIfEqual } from "./keepIfEqual";

/** How many connections of one endpoint Causeway takes; those on their way count. */
export const ENDPOINT_LIMIT = 16;

/** The SSH sessions to the instances, as last pushed. */
export type TunnelsSlice = {
  /** In the backend's order. One that did not change stays the same object. */
  tunnels: readonly Tunnel[];
};

/** How much of an endpoint is taken. */
export type EndpointTotal = { endpoint: string; used: number; limit: number };

/** The same for all endpoints together. */
export type TunnelTotal = { used: number; limit: number; isAnyFull: boolean };

export const initialTunnels: TunnelsSlice = { tunnels: [] };

export function reduceTunnels(slice: TunnelsSlice, event: AppEvent): TunnelsSlice {
  switch (event.type) {
    case "snapshot":
      return { tunnels: replaceTunnels(slice.tunnels, event.state.tunnels) };
    case "tunnels":
      return { tunnels: replaceTunnels(slice.tunnels, event.tunnels) };
    case "workspaces":
    case "connection":
    case "settings":
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

/** The tunnel to an instance that says most of how it stands; null when there is none. */
export function tunnelOfInstance(slice: TunnelsSlice, instanceId: string): Tunnel | null {
  return leading(slice.tunnels.filter((tunnel) => tunnel.instanceId === instanceId));
}

/** The tunnel that a workspace's files come through: its own, or one that its instance shares. */
export function tunnelOfWorkspace(
  slice: TunnelsSlice,
  { id, instanceId }: Pick<Workspace, "id" | "instanceId">,
): Tunnel | null {
  const own = leading(slice.tunnels.filter((tunnel) => tunnel.workspaceId === id));
  return own ?? (instanceId === null ? null : tunnelOfInstance(slice, instanceId));
}

/** What is taken of each endpoint, by its name. */
export function endpointTotals({ tunnels }: TunnelsSlice): EndpointTotal[] {
  const used = new Map<string, number>();
  for (const tunnel of tunnels) {
    used.set(tunnel.endpoint, (used.get(tunnel.endpoint) ?? 0) + (holdsConnection(tunnel) ? 1 : 0));
  }
  return [...used]
    .map(([endpoint, count]) => ({ endpoint, used: count, limit: ENDPOINT_LIMIT }))
    .toSorted((a, b) => a.endpoint.localeCompare(b.endpoint));
}

/** What is taken of all endpoints that are in use; of one endpoint while none is. */
export function tunnelTotal(slice: TunnelsSlice): TunnelTotal {
  const endpoints = endpointTotals(slice);
  return {
    used: endpoints.reduce((sum, { used }) => sum + used, 0),
    limit: Math.max(1, endpoints.length) * ENDPOINT_LIMIT,
    isAnyFull: endpoints.some(({ used, limit }) => used >= limit),
  };
}

/** Whether it takes up a connection of its endpoint. A closed one does until its work is done. */
function holdsConnection({ state, leases }: Tunnel): boolean {
  return state === "closed" ? leases > 0 : state !== "failed";
}

/** The order in which states speak for an instance that has several tunnels, as it has while one is replaced. */
const RANK: Record<TunnelState, number> = {
  open: 0,
  reconnecting: 1,
  connecting: 2,
  failed: 3,
  closed: 4,
};

function leading(tunnels: readonly Tunnel[]): Tunnel | null {
  return tunnels.toSorted((a, b) => RANK[a.state] - RANK[b.state] || b.id - a.id)[0] ?? null;
}

function replaceTunnels(before: readonly Tunnel[], after: readonly Tunnel[]): readonly Tunnel[] {
  const known = new Map(before.map((tunnel) => [tunnel.id, tunnel]));
  const kept = after.map((tunnel) => keepIfEqual(known.get(tunnel.id), tunnel));
  const isSame =
    kept.length === before.length && kept.every((tunnel, index) => tunnel === before[index]);
  return isSame ? before : kept;
}
