import type { AppEvent, Source, Workspace, WorkspaceList } from "../ipc/contract";
import { keepIfEqual } from "./keepIfEqual";

/** Rows of the list that have changed. */
export type RowsChanged = Extract<AppEvent, { type: "workspaces_changed" }>;

/** The fleet, as last pushed. */
export type WorkspacesSlice = {
  /** By id. A row that did not change stays the same object, so that only changed cards repaint. */
  workspaces: Readonly<Record<string, Workspace>>;
  /** The ids in the platform's order. */
  workspaceIds: readonly string[];
  /** When and from where the list came; null while there is none. */
  listed: { fetchedMs: number; source: Source } | null;
};

export const initialWorkspaces: WorkspacesSlice = {
  workspaces: {},
  workspaceIds: [],
  listed: null,
};

export function reduceWorkspaces(slice: WorkspacesSlice, event: AppEvent): WorkspacesSlice {
  switch (event.type) {
    case "snapshot":
      return event.state.workspaces === null
        ? initialWorkspaces
        : replaceList(slice, event.state.workspaces);
    case "workspaces":
      return replaceList(slice, event.list);
    case "workspaces_changed":
      return changeRows(slice, event);
    case "connection":
    case "settings":
    case "tunnels":
    case "credentials":
    case "instance_replaced":
    case "transfers":
    case "dragged":
    case "close_requested":
    case "card_changed":
    case "cache_notice":
      return slice;
  }
}

/** The rows in the platform's order. */
export function listWorkspaces(slice: WorkspacesSlice): Workspace[] {
  return slice.workspaceIds.flatMap((id) => slice.workspaces[id] ?? []);
}

/**
 * Takes in rows that have changed: new ones come last, and what is not named stays the same object. The work
 * grows with what has changed, but for one copy of the record.
 */
function changeRows(
  slice: WorkspacesSlice,
  { rows, removed, fetchedMs, source }: RowsChanged,
): WorkspacesSlice {
  const listed = keepIfEqual(slice.listed, { fetchedMs, source });
  const changed = rows.filter((row) => keepIfEqual(slice.workspaces[row.id], row) === row);
  const gone = removed.filter((id) => slice.workspaces[id] !== undefined);
  if (changed.length + gone.length === 0) {
    return { ...slice, listed };
  }
  const workspaces: Record<string, Workspace> = { ...slice.workspaces };
  for (const id of gone) {
    delete workspaces[id];
  }
  for (const row of rows) {
    workspaces[row.id] = keepIfEqual(slice.workspaces[row.id], row);
  }
  const isOrderKept =
    gone.length === 0 && changed.every(({ id }) => slice.workspaces[id] !== undefined);
  return {
    workspaces,
    workspaceIds: isOrderKept ? slice.workspaceIds : idsAfter(slice.workspaceIds, workspaces, rows),
    listed,
  };
}

/** The ids that are left, in their order, then the new ones. */
function idsAfter(
  before: readonly string[],
  workspaces: Readonly<Record<string, Workspace>>,
  rows: readonly Workspace[],
): string[] {
  const ids = new Set([...before, ...rows.map(({ id }) => id)]);
  return [...ids].filter((id) => workspaces[id] !== undefined);
}

function replaceList(slice: WorkspacesSlice, list: WorkspaceList): WorkspacesSlice {
  const rows = new Map(list.workspaces.map((row) => [row.id, row]));
  const workspaces = Object.fromEntries(
    [...rows].map(([id, row]) => [id, keepIfEqual(slice.workspaces[id], row)]),
  );
  return {
    workspaces,
    workspaceIds: keepIfEqual(slice.workspaceIds, [...rows.keys()]),
    listed: { fetchedMs: list.fetchedMs, source: list.source },
  };
}
