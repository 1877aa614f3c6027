import type { Node } from "@xyflow/react";
import type { Position, Workspace } from "../ipc/contract";
import type { Layout } from "../store/layoutSlice";
import { arrange } from "./arrange";
import { flatten, type Tree, toForest } from "./forest";
import type { Rect } from "./rect";
import { nodeLabel } from "./status";

export type WorkspaceNodeData = {
  workspace: Workspace;
  /** How many workspaces are in its team, itself not counted. 0 for a single card. */
  teamSize: number;
};

/** One workspace: a card, or, when others report to it, the frame around them. */
export type WorkspaceNode = Node<WorkspaceNodeData, "workspace" | "team">;

/** Draws the fleet: one node per workspace, every team before its members. */
export function toGraph(workspaces: readonly Workspace[], layout: Layout): WorkspaceNode[] {
  const forest = toForest(workspaces);
  const rects = arrange(forest, layout);
  return forest.flatMap((tree) => toNodes(tree, null, rects));
}

/** The absolute position of each node, as the layout keeps it. */
export function toPositions(nodes: readonly WorkspaceNode[]): Record<string, Position> {
  const positions: Record<string, Position> = {};
  for (const node of nodes) {
    const origin = node.parentId === undefined ? undefined : positions[node.parentId];
    positions[node.id] = {
      x: Math.round(node.position.x + (origin?.x ?? 0)),
      y: Math.round(node.position.y + (origin?.y ?? 0)),
    };
  }
  return positions;
}

function toNodes(
  tree: Tree,
  parent: Tree | null,
  rects: ReadonlyMap<string, Rect>,
): WorkspaceNode[] {
  const rect = rects.get(tree.workspace.id);
  if (rect === undefined) {
    return [];
  }
  const origin = parent === null ? undefined : rects.get(parent.workspace.id);
  const isTeam = tree.children.length > 0;
  const node: WorkspaceNode = {
    id: tree.workspace.id,
    type: isTeam ? "team" : "workspace",
    position: { x: rect.x - (origin?.x ?? 0), y: rect.y - (origin?.y ?? 0) },
    width: rect.width,
    height: rect.height,
    data: { workspace: tree.workspace, teamSize: flatten(tree).length - 1 },
    ariaLabel: nodeLabel(tree.workspace),
    ...(parent === null ? {} : { parentId: parent.workspace.id }),
    // A frame lets the mouse through to the canvas; only its head is the lead's.
    ...(isTeam ? { dragHandle: ".team-head", style: { pointerEvents: "none" } } : {}),
  };
  return [node, ...tree.children.flatMap((child) => toNodes(child, tree, rects))];
}
