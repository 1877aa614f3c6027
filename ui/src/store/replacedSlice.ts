import type { AppEvent, Workspace } from "../ipc/contract";
import type { WorkspacesSlice } from "./workspacesSlice";

/** Which instances a workspace had in this session. */
export type Replaced = {
  /** The one that it is known to have; null once that one was announced to be gone. */
  present: string | null;
  /** How often its instance was replaced: tells one replacement from the next. */
  count: number;
  /** Those that it has left, each with the count of then, until something is read from it again. */
  left: Readonly<Record<string, number>>;
};

export type ReplacedSlice = {
  /** By workspace id. */
  replaced: Readonly<Record<string, Replaced>>;
};

export const initialReplaced: ReplacedSlice = { replaced: {} };

const UNKNOWN: Replaced = { present: null, count: 0, left: {} };

export function reduceReplaced(slice: ReplacedSlice, event: AppEvent): ReplacedSlice {
  switch (event.type) {
    case "instance_replaced":
      return announce(slice, event.workspaceId, event.instanceId);
    // After a lag the event may be missing, and the rows alone tell.
    case "snapshot":
      return followRows(slice, event.state.workspaces?.workspaces ?? []);
    case "workspaces":
      return followRows(slice, event.list.workspaces);
    case "connection":
    case "settings":
    case "tunnels":
    case "credentials":
    case "transfers":
    case "dragged":
    case "close_requested":
    case "card_changed":
    case "cache_notice":
    case "workspaces_changed":
      return slice;
  }
}

/**
 * Whether a workspace has another instance by now than `instanceId`, as far as is known.
 *
 * @remarks Lists may leave the instance out, so that a row without one says nothing.
 */
export function hasLeft(
  { replaced, workspaces }: ReplacedSlice & Pick<WorkspacesSlice, "workspaces">,
  workspaceId: string,
  instanceId: string,
): boolean {
  const present = workspaces[workspaceId]?.instanceId ?? instanceId;
  return present !== instanceId || replaced[workspaceId]?.left[instanceId] !== undefined;
}

/** How often the instance of a workspace was replaced in this session. */
export function countReplaced({ replaced }: ReplacedSlice, workspaceId: string): number {
  return replaced[workspaceId]?.count ?? 0;
}

/** After something was read from `instanceId`, by a reading that began at the count `since`. */
export function confirmInstance(
  slice: ReplacedSlice,
  workspaceId: string,
  instanceId: string,
  since: number,
): ReplacedSlice {
  const before = slice.replaced[workspaceId];
  const leftAt = before?.left[instanceId];
  if (before === undefined || leftAt === undefined || leftAt > since) {
    return slice;
  }
  const { [instanceId]: _confirmed, ...left } = before.left;
  return { replaced: { ...slice.replaced, [workspaceId]: { ...before, left } } };
}

function announce(slice: ReplacedSlice, workspaceId: string, instanceId: string): ReplacedSlice {
  const before = slice.replaced[workspaceId] ?? UNKNOWN;
  if (before.present !== instanceId && before.left[instanceId] !== undefined) {
    return slice; // The rows have told already.
  }
  const present = before.present === instanceId ? null : before.present;
  const after = { ...leave(before, instanceId), present };
  return { replaced: { ...slice.replaced, [workspaceId]: after } };
}

function followRows(slice: ReplacedSlice, rows: readonly Workspace[]): ReplacedSlice {
  const changed = rows.flatMap(({ id, instanceId }): [string, Replaced][] => {
    const before = slice.replaced[id] ?? UNKNOWN;
    if (instanceId === null || instanceId === before.present) {
      return [];
    }
    const after = before.present === null ? before : leave(before, before.present);
    return [[id, { ...after, present: instanceId }]];
  });
  return changed.length === 0
    ? slice
    : { replaced: { ...slice.replaced, ...Object.fromEntries(changed) } };
}

function leave(before: Replaced, instanceId: string): Replaced {
  const count = before.count + 1;
  return { ...before, count, left: { ...before.left, [instanceId]: count } };
}
