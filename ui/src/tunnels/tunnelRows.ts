import { keyed } from "../components/keyed";
import type { Tunnel, Workspace } from "../ipc/contract";

/** A tunnel with the name that it goes by. */
export type TunnelRow = {
  /** Stays the same when a tunnel is replaced, so that what the user looks at does not jump. */
  key: string;
  tunnel: Tunnel;
  /** The workspace's name, or the instance's id where the list has no workspace for it. */
  name: string;
};

/** The tunnels by name; of several to one target, the oldest first. */
export function toRows(
  tunnels: readonly Tunnel[],
  workspaces: Readonly<Record<string, Workspace>>,
): TunnelRow[] {
  const named = tunnels
    .map((tunnel) => ({ tunnel, name: nameOf(tunnel, workspaces) }))
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.tunnel.id - b.tunnel.id);
  return keyed(named, ({ tunnel }) => targetOf(tunnel)).map(({ key, item }) => ({ key, ...item }));
}

/** What a screen reader is told by itself: which tunnels failed. Empty while none has. */
export function failedText(rows: readonly TunnelRow[]): string {
  const failed = rows.filter(({ tunnel }) => tunnel.state === "failed").map(({ name }) => name);
  return failed.length === 0 ? "" : `Tunnel failed: ${failed.join(", ")}`;
}

/** How many have work under way, and how many holders that is. */
export function inUse(tunnels: readonly Tunnel[]): { tunnels: number; leases: number } {
  return {
    tunnels: tunnels.filter(({ leases }) => leases > 0).length,
    leases: tunnels.reduce((sum, { leases }) => sum + leases, 0),
  };
}

/** What tunnels that replace each other have in common. */
function targetOf({ instanceId, osUser, endpoint }: Tunnel): string {
  return `${instanceId} ${osUser} ${endpoint}`;
}

function nameOf(
  { workspaceId, instanceId }: Tunnel,
  workspaces: Readonly<Record<string, Workspace>>,
): string {
  return (workspaceId === null ? undefined : workspaces[workspaceId]?.name) ?? instanceId;
}
