import { useEffect, useMemo, useState } from "react";
import type { WorkspaceNode } from "./toGraph";

/** Cards that are drawn first; a large fleet would keep the first of them waiting for the last. */
const FIRST = 250;

/**
 * The nodes, but for the first two frames of a large fleet: only some of them are drawn then, the others hidden. They
 * count for the view all the same (`includeHiddenNodes`), so that nothing moves when they come.
 */
export function useStagedNodes(nodes: WorkspaceNode[]): WorkspaceNode[] {
  const [isWhole, setIsWhole] = useState(false);
  const isEmpty = nodes.length === 0;

  useEffect(() => {
    if (isEmpty || isWhole) {
      return;
    }
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        // After what was drawn has gone to the screen.
        frame = requestAnimationFrame(() => setIsWhole(true));
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [isEmpty, isWhole]);

  return useMemo(
    () =>
      isWhole || nodes.length <= FIRST
        ? nodes
        : nodes.map((node, index) => (index < FIRST ? node : { ...node, hidden: true })),
    [isWhole, nodes],
  );
}
