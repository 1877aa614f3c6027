import type { Workspace } from "../ipc/contract";

/** A workspace with the workspaces that report to it. */
export type Tree = { workspace: Workspace; children: Tree[] };

/**
 * Arranges the list as teams. A parent that is not in the list counts as none; of a circle, the
 * member that is listed last becomes the root. Every workspace appears exactly once.
 */
export function toForest(workspaces: readonly Workspace[]): Tree[] {
  const trees = new Map(
    workspaces.map((workspace): [string, Tree] => [workspace.id, { workspace, children: [] }]),
  );
  const roots: Tree[] = [];
  const parents = new Map<string, string>();
  for (const tree of trees.values()) {
    const { id, parentId } = tree.workspace;
    const parent = parentId === null ? undefined : trees.get(parentId);
    if (parent === undefined || parentId === null || closesCircle(id, parentId, parents)) {
      roots.push(tree);
    } else {
      parents.set(id, parentId);
      parent.children.push(tree);
    }
  }
  return roots;
}

/** All workspaces of a tree, parents first. */
export function flatten(tree: Tree): Workspace[] {
  return [tree.workspace, ...tree.children.flatMap(flatten)];
}

function closesCircle(id: string, parentId: string, parents: Map<string, string>): boolean {
  let ancestor: string | undefined = parentId;
  while (ancestor !== undefined) {
    if (ancestor === id) {
      return true;
    }
    ancestor = parents.get(ancestor);
  }
  return false;
}
