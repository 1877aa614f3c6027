import { type KeyboardEvent, type MouseEvent, useCallback } from "react";
import { isMenuKey, isRenameKey, lifecycleActions } from "../lifecycle/lifecycleActions";
import { ask } from "../lifecycle/lifecycleStore";
import { useOfflineReason } from "../lifecycle/useFacts";
import { useAppStore } from "../store";
import { openCardMenu } from "./cardMenu";
import { nodeAt } from "./focusNode";
import type { WorkspaceNode } from "./toGraph";

type CanvasKeys = {
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  onNodeContextMenu: (event: MouseEvent, node: WorkspaceNode) => void;
};

/** What the keyboard does on a card: Enter opens it, the menu key shows its menu, F2 renames it. */
export function useCanvasKeys(
  nodes: readonly WorkspaceNode[],
  onOpen: (node: WorkspaceNode) => void,
): CanvasKeys {
  const offlineReason = useOfflineReason();

  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
      const { target } = event;
      // A button on a card has keys of its own, but for the menu key.
      const isOnCard = target instanceof Element && target.matches(".react-flow__node");
      const id = nodeAt(target);
      const node = nodes.find((other) => other.id === id);
      if (node === undefined) {
        return;
      }
      if (event.key === "Enter" && isOnCard) {
        event.preventDefault();
        onOpen(node);
      } else if (isMenuKey(event) && node.data.group === undefined) {
        event.preventDefault();
        const { left, top } = event.currentTarget.getBoundingClientRect();
        const box = target instanceof Element ? target.getBoundingClientRect() : null;
        openCardMenu({
          workspaceId: node.id,
          x: Math.max(left, (box?.left ?? left) + 12),
          y: Math.max(top, (box?.top ?? top) + 28),
        });
      } else if (isRenameKey(event) && isOnCard && mayRename(node.id, offlineReason)) {
        event.preventDefault();
        ask({ kind: "rename", workspaceId: node.id });
      }
    },
    [nodes, onOpen, offlineReason],
  );

  const onNodeContextMenu = useCallback((event: MouseEvent, node: WorkspaceNode) => {
    event.preventDefault();
    if (node.data.group === undefined) {
      openCardMenu({ workspaceId: node.id, x: event.clientX, y: event.clientY });
    }
  }, []);

  return { onKeyDown, onNodeContextMenu };
}

function mayRename(id: string, offlineReason: string | null): boolean {
  const row = useAppStore.getState().workspaces[id];
  if (row === undefined) {
    return false;
  }
  const facts = { row, lead: null, below: 0, offlineReason, pending: null };
  return lifecycleActions(facts)
    .flat()
    .some(({ name, disabledReason }) => name === "rename" && disabledReason === null);
}
