import { applyNodeChanges, type NodeChange } from "@xyflow/react";
import { startTransition, useCallback, useEffect, useRef, useState } from "react";
import type { Position } from "../ipc/contract";
import { markOpen, reconcile } from "./reconcile";
import { toPositions, type WorkspaceNode } from "./toGraph";

type GraphNodes = {
  nodes: WorkspaceNode[];
  onNodesChange: (changes: NodeChange<WorkspaceNode>[]) => void;
  /** Puts a node back to a position relative to its parent, without keeping it. */
  putBack: (id: string, position: Position) => void;
  /** Keeps all positions as they are now. */
  keep: () => void;
};

/**
 * The fleet as nodes. The canvas owns them while the user drags or selects; when a move has ended, all
 * positions go to `onPlace`, so that cards nobody touched stay where they are from then on.
 *
 * @param isHeld Whether the move that ends now is not to be kept: it may become something else.
 */
export function useGraphNodes(
  graph: WorkspaceNode[],
  openId: string | null,
  onPlace: (positions: Record<string, Position>) => void,
  isHeld: () => boolean,
): GraphNodes {
  const [nodes, setNodes] = useState<WorkspaceNode[]>(() => markOpen(graph, openId));
  const latest = useRef(nodes);

  const replace = useCallback((next: WorkspaceNode[]) => {
    latest.current = next;
    setNodes(next);
  }, []);

  useEffect(() => replace(reconcile(latest.current, graph)), [graph, replace]);
  // Also after `graph`: a node that has just come may be the opened one.
  // The panel is in the frame of the click; that its card is marked may come a frame later.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(
    () => startTransition(() => replace(markOpen(latest.current, openId))),
    [graph, openId, replace],
  );

  const keep = useCallback(() => onPlace(toPositions(latest.current)), [onPlace]);

  const onNodesChange = useCallback(
    (changes: NodeChange<WorkspaceNode>[]) => {
      replace(applyNodeChanges(changes, latest.current));
      if (changes.some(endsMove) && !isHeld()) {
        keep();
      }
    },
    [keep, replace, isHeld],
  );

  const putBack = useCallback(
    (id: string, position: Position) =>
      replace(latest.current.map((node) => (node.id === id ? { ...node, position } : node))),
    [replace],
  );

  return { nodes, onNodesChange, putBack, keep };
}

function endsMove(change: NodeChange<WorkspaceNode>): boolean {
  return change.type === "position" && change.dragging !== true;
}
