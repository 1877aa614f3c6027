import { applyNodeChanges, type NodeChange } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Position, Workspace } from "../ipc/contract";
import type { Layout } from "../store/layoutSlice";
import { markOpen, reconcile } from "./reconcile";
import { toGraph, toPositions, type WorkspaceNode } from "./toGraph";

type GraphNodes = {
  nodes: WorkspaceNode[];
  onNodesChange: (changes: NodeChange<WorkspaceNode>[]) => void;
};

/**
 * The fleet as nodes. The canvas owns them while the user drags or selects; when a move has ended, all
 * positions go to `onPlace`, so that cards nobody touched stay where they are from then on.
 */
export function useGraphNodes(
  workspaces: readonly Workspace[],
  layout: Layout,
  openId: string | null,
  onPlace: (positions: Record<string, Position>) => void,
): GraphNodes {
  const graph = useMemo(() => toGraph(workspaces, layout), [workspaces, layout]);
  const [nodes, setNodes] = useState<WorkspaceNode[]>(graph);
  const latest = useRef(nodes);

  const replace = useCallback((next: WorkspaceNode[]) => {
    latest.current = next;
    setNodes(next);
  }, []);

  useEffect(() => replace(reconcile(latest.current, graph)), [graph, replace]);
  // Also after `graph`: a node that has just come may be the opened one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => replace(markOpen(latest.current, openId)), [graph, openId, replace]);

  const onNodesChange = useCallback(
    (changes: NodeChange<WorkspaceNode>[]) => {
      replace(applyNodeChanges(changes, latest.current));
      if (changes.some(endsMove)) {
        onPlace(toPositions(latest.current));
      }
    },
    [onPlace, replace],
  );

  return { nodes, onNodesChange };
}

function endsMove(change: NodeChange<WorkspaceNode>): boolean {
  return change.type === "position" && change.dragging !== true;
}
