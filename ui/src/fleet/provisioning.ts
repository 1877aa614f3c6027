import type { Workspace } from "../ipc/contract";

/** How long provisioning may take where the platform does not say, ms. */
const DEFAULT_LIMIT_MS = 120_000;
/** What each further workspace adds that is provisioned at the same time, ms. */
const CROWD_MS = 45_000;
/** How many at once cost nothing extra. */
const CROWD_FREE = 3;

type Provisioned = Pick<Workspace, "status" | "provisionTimeoutMs" | "provisioningSinceMs">;

/** How long a workspace may be provisioned while `count` are at the same time, ms. */
export function provisioningLimitMs({ provisionTimeoutMs }: Provisioned, count: number): number {
  return (provisionTimeoutMs ?? DEFAULT_LIMIT_MS) + Math.max(0, count - CROWD_FREE) * CROWD_MS;
}

/** Whether a workspace takes longer to be provisioned than it should. */
export function isOverdue(row: Provisioned, count: number, nowMs: number): boolean {
  const { status, provisioningSinceMs } = row;
  return (
    status === "provisioning" &&
    provisioningSinceMs !== null &&
    nowMs - provisioningSinceMs > provisioningLimitMs(row, count)
  );
}

const counts = new WeakMap<object, number>();

/** How many workspaces are being provisioned. Counted once for each state of the list, however many cards ask. */
export function provisioningCount(workspaces: Readonly<Record<string, Workspace>>): number {
  const known = counts.get(workspaces);
  if (known !== undefined) {
    return known;
  }
  let count = 0;
  for (const id in workspaces) {
    if (workspaces[id]?.status === "provisioning") {
      count += 1;
    }
  }
  counts.set(workspaces, count);
  return count;
}
