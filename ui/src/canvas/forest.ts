import type { Workspace } from "../ipc/contract";

/** What of a workspace decides where it is drawn. Its state does not. */
export type Spot = Pick<Workspace, "id" | "name" | "runtime" | "parentId" | "x" | "y">;

/** A workspace with the workspaces that report to it. */
export type Tree = { workspace: Spot; children: Tree[] };

/**
 * Arranges the list as teams. A parent that is not in the list counts as none; of a circle, the
 * member that is listed last becomes the root. Every workspace appears exactly once.
 */
export function toForest(workspaces: readonly Spot[]): Tree[] {
  const trees = new Map(
    workspaces.map((workspace): [string, Tree] => [workspace.id, { workspace, children: [] }]),
  );
  const roots: Tree[] = [];
  const tops = new Map<string, string>();
  for (const tree of trees.values()) {
    const { id, parentId } = tree.workspace;
    const parent = parentId === null ? undefined : trees.get(parentId);
    // It has no parent yet, so it is the top of its own team: a parent in that team closes a circle.
    const top = parentId === null ? id : topOf(tops, parentId);
    if (parent === undefined || top === id) {
      roots.push(tree);
    } else {
      tops.set(id, top);
      parent.children.push(tree);
    }
  }
  return roots;
}

/** All workspaces of a tree, parents first. */
export function flatten(tree: Tree): Spot[] {
  const found: Tree[] = [tree];
  for (const next of found) {
    for (const child of next.children) {
      found.push(child);
    }
  }
  return found.map(({ workspace }) => workspace);
}

/** Who is at the top above a workspace so far. The way there is shortened for the next who asks. */
function topOf(tops: Map<string, string>, id: string): string {
  let top = id;
  for (let above = tops.get(top); above !== undefined; above = tops.get(top)) {
    top = above;
  }
  let next = id;
  for (let above = tops.get(next); above !== undefined; above = tops.get(next)) {
    tops.set(next, top);
    next = above;
  }
  return top;
}
