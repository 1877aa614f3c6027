import type { Workspace } from "../ipc/contract";

/** A workspace for tests; `over` says what matters in this one. */
export function workspaceWith(over: Partial<Workspace> & { id: string }): Workspace {
  return {
    name: over.id,
    role: null,
    status: "online",
    tier: 2,
    runtime: "langgraph",
    parentId: null,
    instanceId: "i-0123456789abcdef0",
    activeTasks: 0,
    currentTask: null,
    lastError: null,
    uptimeSeconds: 3_600,
    errorRate: 0,
    provisionTimeoutMs: null,
    provisioningSinceMs: null,
    skills: [],
    needsRestart: null,
    x: 0,
    y: 0,
    ...over,
  };
}
