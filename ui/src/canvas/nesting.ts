import type { Position } from "../ipc/contract";
import { contains, type Rect } from "./rect";
import type { WorkspaceNode } from "./toGraph";

/** How long a card is held over another until dropping it there means more than a move, ms. */
export const HOLD_MS = 300;

/** What dropping a card where it is would mean besides a move; null when nothing. */
export type Nest = { kind: "into"; leadId: string } | { kind: "out" } | null;

/**
 * What a card means at a point: over another card or team, to become its member; outside of its own team's frame,
 * to leave that. Its own team's frame means nothing: that is a move.
 *
 * @param point Of the pointer, on the canvas.
 */
export function nestAt(nodes: readonly WorkspaceNode[], id: string, point: Position): Nest {
  const origins = new Map<string, Position>();
  const moved = new Set([id]);
  const spot = { ...point, width: 0, height: 0 };
  const dragged = nodes.find((node) => node.id === id);
  let over: string | null = null;
  for (const node of nodes) {
    const rect = absolute(node, origins);
    if (node.parentId !== undefined && moved.has(node.parentId)) {
      // What is below it moves along with it.
      moved.add(node.id);
    } else if (node.id !== id && node.data.group === undefined && contains(rect, spot)) {
      over = node.id;
    }
  }
  if (dragged === undefined || over === (dragged.parentId ?? null)) {
    return null;
  }
  return over === null ? { kind: "out" } : { kind: "into", leadId: over };
}

export function isSameNest(a: Nest, b: Nest): boolean {
  return a?.kind === b?.kind && (a?.kind !== "into" || b?.kind !== "into" || a.leadId === b.leadId);
}

/** The absolute rectangle of a node; parents come before their members. */
function absolute(node: WorkspaceNode, origins: Map<string, Position>): Rect {
  const origin = node.parentId === undefined ? undefined : origins.get(node.parentId);
  const x = node.position.x + (origin?.x ?? 0);
  const y = node.position.y + (origin?.y ?? 0);
  origins.set(node.id, { x, y });
  return { x, y, width: node.width ?? 0, height: node.height ?? 0 };
}
