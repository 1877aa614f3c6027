import type { Tunnel } from "../ipc/contract";

/** A tunnel for tests; `over` says what matters in this one. */
export function tunnelWith(over: Partial<Tunnel> & { id: number }): Tunnel {
  return {
    instanceId: "i-0123456789abcdef0",
    workspaceId: null,
    osUser: "ubuntu",
    endpoint: "eice-1",
    state: "open",
    sinceMs: 0,
    rotatesAtMs: null,
    expiresAtMs: null,
    leases: 0,
    channels: 0,
    bytesRead: 0,
    bytesWritten: 0,
    lastError: null,
    phases: [],
    ...over,
  };
}
