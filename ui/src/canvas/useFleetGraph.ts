import { useMemo } from "react";
import { useFilter } from "../fleet/filterStore";
import { GROUPED_ABOVE } from "../fleet/groups";
import { createShownFleet } from "../fleet/shownFleet";
import { useAppStore } from "../store";
import { toGraph, toGroupedGraph, type WorkspaceNode } from "./toGraph";

/** The picture of the fleet, and how it came about. */
export type FleetGraph = {
  graph: WorkspaceNode[];
  /** Ids of those that the filter lets through; null without a filter. */
  matches: readonly string[] | null;
  /** It is too large to be drawn card by card. */
  isGrouped: boolean;
};

/** Draws what the filter lets through. Drawn anew only when something comes, goes or moves: not for a status. */
export function useFleetGraph(): FleetGraph {
  const filter = useFilter((state) => state.filter);
  const opened = useFilter((state) => state.opened);
  const layout = useAppStore((state) => state.layout);
  const { spots, matches } = useAppStore(useMemo(() => createShownFleet(filter), [filter]));
  const isGrouped = spots.length > GROUPED_ABOVE;
  const graph = useMemo(
    () => (isGrouped ? toGroupedGraph(spots, opened) : toGraph(spots, layout)),
    [spots, layout, opened, isGrouped],
  );
  return { graph, matches, isGrouped };
}
