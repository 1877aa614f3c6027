import type { Node } from "@xyflow/react";
import { type Group, type GroupItem, idsIn, isGroup, toGroups } from "../fleet/groups";
import type { Position } from "../ipc/contract";
import type { Layout } from "../store/layoutSlice";
import { arrange } from "./arrange";
import { type Spot, type Tree, toForest } from "./forest";
import type { Rect } from "./rect";

/**
 * What a node keeps of what it shows: only what its place comes with. The state of a workspace is read from the
 * store by its own card, so that a changed status leaves all nodes as they are.
 */
export type WorkspaceNodeData = {
  /** How many workspaces are in its team, itself not counted. 0 for a single card. */
  teamSize: number;
  /** The group that it stands for; absent for a workspace. */
  group?: Group;
  /** The ids in that group, as one text: whether the group still is the same. */
  members?: string;
};

/** A workspace (its card, or the frame around those that report to it), or a group of them, closed or opened. */
export type WorkspaceNode = Node<WorkspaceNodeData, "workspace" | "team" | "group" | "opened">;

/** The groups that are drawn, by the id of their node. */
type Groups = ReadonlyMap<string, Group>;

/** Draws the fleet: one node per workspace, every team before its members. */
export function toGraph(workspaces: readonly Spot[], layout: Layout): WorkspaceNode[] {
  return draw(toForest(workspaces), layout, new Map());
}

/** Draws a large fleet: one node per group, and what is in those that are `opened`, by key. */
export function toGroupedGraph(
  workspaces: readonly Spot[],
  opened: ReadonlySet<string>,
): WorkspaceNode[] {
  const groups = new Map<string, Group>();
  const forest = toGroups(workspaces).map((group) => groupTree(group, opened, groups));
  return draw(forest, {}, groups);
}

/** The id of the element that names a node to a screen reader. */
export function labelId(nodeId: string): string {
  return `label-${nodeId}`;
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

function draw(forest: readonly Tree[], layout: Layout, groups: Groups): WorkspaceNode[] {
  const rects = arrange(forest, layout);
  const nodes: WorkspaceNode[] = [];
  for (const tree of forest) {
    addNodes(nodes, tree, null, rects, groups);
  }
  return nodes;
}

/** Adds a tree's nodes; returns how many workspaces are in it. */
function addNodes(
  nodes: WorkspaceNode[],
  tree: Tree,
  parent: Tree | null,
  rects: ReadonlyMap<string, Rect>,
  groups: Groups,
): number {
  const { id } = tree.workspace;
  const rect = rects.get(id);
  if (rect === undefined) {
    return 0;
  }
  const origin = parent === null ? undefined : rects.get(parent.workspace.id);
  const data: WorkspaceNodeData = { teamSize: 0, ...groupData(groups.get(id)) };
  const isFrame = tree.children.length > 0;
  nodes.push({
    id,
    type:
      data.group !== undefined ? (isFrame ? "opened" : "group") : isFrame ? "team" : "workspace",
    position: { x: rect.x - (origin?.x ?? 0), y: rect.y - (origin?.y ?? 0) },
    width: rect.width,
    height: rect.height,
    // Known beforehand: drawn at once, instead of invisibly once more to be measured.
    measured: { width: rect.width, height: rect.height },
    handles: [],
    data,
    domAttributes: { "aria-labelledby": labelId(id) },
    ...(parent === null ? {} : { parentId: parent.workspace.id }),
    // A frame lets the mouse through to the canvas; only its head is the lead's.
    ...(isFrame ? { dragHandle: ".team-head", style: { pointerEvents: "none" } } : {}),
  });
  for (const child of tree.children) {
    data.teamSize += addNodes(nodes, child, tree, rects, groups);
  }
  return data.teamSize + 1;
}

function groupData(group: Group | undefined): Pick<WorkspaceNodeData, "group" | "members"> {
  return group === undefined ? {} : { group, members: idsIn(group).join(" ") };
}

function groupTree(group: Group, opened: ReadonlySet<string>, groups: Map<string, Group>): Tree {
  const id = `group:${group.key}`;
  groups.set(id, group);
  const children = opened.has(group.key)
    ? group.items.map((item) => itemTree(item, opened, groups))
    : [];
  return {
    workspace: { id, name: group.label, runtime: "", parentId: null, x: 0, y: 0 },
    children,
  };
}

function itemTree(item: GroupItem, opened: ReadonlySet<string>, groups: Map<string, Group>): Tree {
  return isGroup(item) ? groupTree(item, opened, groups) : { workspace: item, children: [] };
}
