import type { Transfer } from "../ipc/contract";

/** A transfer for tests; `over` says what matters in this one. */
export function transferWith(over: Partial<Transfer> & { id: number }): Transfer {
  return {
    direction: "upload",
    workspaceId: "ws-02",
    instanceId: "i-0123456789abcdef0",
    name: "notes.md",
    to: "/workspace",
    state: "running",
    bytesDone: 0,
    bytesTotal: 100,
    filesDone: 0,
    filesTotal: 1,
    bytesPerSecond: null,
    secondsLeft: null,
    problems: [],
    problemCount: 0,
    error: null,
    ...over,
  };
}
