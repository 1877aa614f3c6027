import type { WorkspaceNode } from "./toGraph";

/**
 * The nodes of `next`, each as the object of `previous` where it looks the same; the same list when nothing changes.
 *
 * The canvas repaints a node when its object is a new one, and keeps members of its own (selection,
 * measured size) on it.
 */
export function reconcile(
  previous: WorkspaceNode[],
  next: readonly WorkspaceNode[],
): WorkspaceNode[] {
  const known = new Map(previous.map((node) => [node.id, node]));
  const reconciled = next.map((node) => {
    const before = known.get(node.id);
    if (before === undefined) {
      return node;
    }
    if (looksSame(before, node)) {
      return before;
    }
    return before.parentId === node.parentId && before.type === node.type
      ? { ...before, ...node }
      : { ...node, selected: before.selected ?? false };
  });
  return isSameList(reconciled, previous) ? previous : reconciled;
}

/** The nodes with exactly `id` marked as the one whose panel is open. The same list when nothing changes. */
export function markOpen(nodes: WorkspaceNode[], id: string | null): WorkspaceNode[] {
  const marked = nodes.map((node) => {
    const className = node.id === id ? OPEN_CLASS : "";
    return (node.className ?? "") === className ? node : { ...node, className };
  });
  return isSameList(marked, nodes) ? nodes : marked;
}

function isSameList(a: readonly WorkspaceNode[], b: readonly WorkspaceNode[]): boolean {
  return a.length === b.length && a.every((node, index) => node === b[index]);
}

const OPEN_CLASS = "is-open";

function looksSame(a: WorkspaceNode, b: WorkspaceNode): boolean {
  return (
    a.type === b.type &&
    a.parentId === b.parentId &&
    a.position.x === b.position.x &&
    a.position.y === b.position.y &&
    a.width === b.width &&
    a.height === b.height &&
    a.data.teamSize === b.data.teamSize &&
    a.data.group?.key === b.data.group?.key &&
    a.data.group?.label === b.data.group?.label &&
    a.data.group?.size === b.data.group?.size &&
    a.data.members === b.data.members
  );
}
