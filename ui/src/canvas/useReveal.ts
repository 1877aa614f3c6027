import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { CARD } from "./arrange";
import { contains } from "./rect";
import type { WorkspaceNode } from "./toGraph";

/** By then the canvas has learned its new width, from a resize observer. */
const SETTLED_AFTER_MS = 60;

/**
 * Brings the opened workspace into sight when the panel beside the canvas would cover its card.
 *
 * @param isWhole Whether all nodes are drawn: of a large fleet, its card may not be among the first.
 */
export function useReveal(openId: string | null, isWhole: boolean): void {
  const { getInternalNode, getViewport, setCenter } = useReactFlow<WorkspaceNode>();
  const store = useStoreApi();

  // biome-ignore lint/correctness/useExhaustiveDependencies: looked for again when all are drawn
  useEffect(() => {
    if (openId === null) {
      return;
    }
    const timer = window.setTimeout(() => {
      const node = getInternalNode(openId);
      if (node === undefined) {
        return;
      }
      const { x, y, zoom } = getViewport();
      const { width, height } = store.getState();
      // Of a team, the left end of its head is enough.
      const head = { ...node.internals.positionAbsolute, ...CARD };
      const shown = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
      if (!contains(shown, head)) {
        void setCenter(head.x + head.width / 2, head.y + head.height / 2, { zoom, duration: 0 });
      }
    }, SETTLED_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [openId, isWhole, getInternalNode, getViewport, setCenter, store]);
}
