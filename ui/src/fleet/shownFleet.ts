import type { Spot } from "../canvas/forest";
import type { Workspace } from "../ipc/contract";
import { listWorkspaces, type WorkspacesSlice } from "../store/workspacesSlice";
import { type FleetFilter, isFiltering, matching } from "./filter";

/** What of the fleet is drawn. */
export type ShownFleet = {
  /** As far as it decides what goes where. Its rows may be older than the list in everything else. */
  spots: readonly Spot[];
  /** Ids of those that a filter lets through, in their order; null without a filter. */
  matches: readonly string[] | null;
};

/**
 * Chooses what is drawn. The answer stays the same object as long as nothing moves, comes or goes: a changed
 * status or task count costs no new picture.
 */
export function createShownFleet(filter: FleetFilter): (slice: WorkspacesSlice) => ShownFleet {
  let seen: Pick<WorkspacesSlice, "workspaces" | "workspaceIds"> | null = null;
  let shown: ShownFleet = { spots: [], matches: null };
  return (slice) => {
    if (seen?.workspaces !== slice.workspaces || seen.workspaceIds !== slice.workspaceIds) {
      seen = slice;
      shown = keepShown(shown, choose(slice, filter));
    }
    return shown;
  };
}

function choose(slice: WorkspacesSlice, filter: FleetFilter): ShownFleet {
  const list = listWorkspaces(slice);
  if (!isFiltering(filter)) {
    return { spots: list, matches: null };
  }
  const found = matching(list, slice.workspaces, filter);
  const kept = withLeads(found, slice.workspaces);
  return { spots: list.filter(({ id }) => kept.has(id)), matches: found.map(({ id }) => id) };
}

/** The ids of workspaces and of all their leads: a member without its frame would be hard to recognise. */
function withLeads(
  found: readonly Workspace[],
  rows: Readonly<Record<string, Workspace>>,
): Set<string> {
  const kept = new Set<string>();
  for (const row of found) {
    let next: Workspace | undefined = row;
    while (next !== undefined && !kept.has(next.id)) {
      kept.add(next.id);
      next = next.parentId === null ? undefined : rows[next.parentId];
    }
  }
  return kept;
}

function keepShown(before: ShownFleet, after: ShownFleet): ShownFleet {
  const hasSameSpots = isSameList(before.spots, after.spots, isSameSpot);
  const hasSameMatches =
    before.matches === after.matches ||
    (before.matches !== null &&
      after.matches !== null &&
      isSameList(before.matches, after.matches, Object.is));
  if (hasSameSpots && hasSameMatches) {
    return before;
  }
  return {
    spots: hasSameSpots ? before.spots : after.spots,
    matches: hasSameMatches ? before.matches : after.matches,
  };
}

function isSameList<T>(
  a: readonly T[],
  b: readonly T[],
  isSame: (a: T | undefined, b: T | undefined) => boolean,
): boolean {
  return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
}

function isSameSpot(a: Spot | undefined, b: Spot | undefined): boolean {
  return (
    a === b ||
    (a?.id === b?.id &&
      a?.parentId === b?.parentId &&
      a?.x === b?.x &&
      a?.y === b?.y &&
      a?.name === b?.name &&
      a?.runtime === b?.runtime)
  );
}
