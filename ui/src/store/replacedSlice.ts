import type { AppEvent } from "../ipc/contract";

/** The instance that a workspace had last, before its present one. */
export type Replaced = {
  instanceId: string;
  /** How often the workspace's instance was replaced in this session: tells one event from the next. */
  count: number;
};

export type ReplacedSlice = {
  /** By workspace id. */
  replaced: Readonly<Record<string, Replaced>>;
};

export const initialReplaced: ReplacedSlice = { replaced: {} };

export function reduceReplaced(slice: ReplacedSlice, event: AppEvent): ReplacedSlice {
  switch (event.type) {
    case "instance_replaced": {
      const { workspaceId, instanceId } = event;
      const count = (slice.replaced[workspaceId]?.count ?? 0) + 1;
      return { replaced: { ...slice.replaced, [workspaceId]: { instanceId, count } } };
    }
    // What is open stays open over a snapshot, and belongs to the same instance as before.
    case "snapshot":
    case "workspaces":
    case "connection":
    case "settings":
    case "tunnels":
    case "credentials":
    case "card_changed":
      return slice;
  }
}
