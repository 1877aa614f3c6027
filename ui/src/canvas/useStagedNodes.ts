import { useEffect, useMemo, useState } from "react";
import { afterPaint } from "./afterPaint";
import type { WorkspaceNode } from "./toGraph";
import { afterFirstCards, FIRST_CARDS } from "./useFirstCards";

/** The mark that says when all cards were painted for the first time. */
const ALL_CARDS = "causeway:all-cards";

/** Cards that are drawn first: a large fleet would keep the first of them waiting for the last. */
const FIRST = 30;

export type StagedNodes = {
  nodes: WorkspaceNode[];
  /** Whether all of them are drawn: what else costs as much as they do waits for that. */
  isWhole: boolean;
};

/** The nodes, but for the first frames of a large fleet: only some of them, teams before their members. */
export function useStagedNodes(nodes: WorkspaceNode[]): StagedNodes {
  const [isStaged, setIsStaged] = useState(true);
  const isEmpty = nodes.length === 0;
  const isWhole = !isStaged || nodes.length <= FIRST;

  useEffect(() => {
    if (isEmpty) {
      return;
    }
    const isFirst = performance.getEntriesByName(FIRST_CARDS).length === 0;
    return (isFirst ? afterFirstCards : afterPaint)(() => {
      if (isStaged) {
        setIsStaged(false);
      } else if (performance.getEntriesByName(ALL_CARDS).length === 0) {
        performance.mark(ALL_CARDS);
      }
    });
  }, [isEmpty, isStaged]);

  return useMemo(
    () => ({ nodes: isWhole ? nodes : nodes.slice(0, FIRST), isWhole }),
    [isWhole, nodes],
  );
}
