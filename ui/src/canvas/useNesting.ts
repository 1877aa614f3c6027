import { type OnNodeDrag, useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef } from "react";
import type { Position } from "../ipc/contract";
import { ask } from "../lifecycle/lifecycleStore";
import { nestProblem } from "../lifecycle/teams";
import { useAppStore } from "../store";
import { selectIsStale } from "../store/connectionSlice";
import { HOLD_MS, isSameNest, type Nest, nestAt } from "./nesting";
import { NO_NEST, useNest } from "./nestStore";
import type { WorkspaceNode } from "./toGraph";

type Nesting = {
  onNodeDragStart: OnNodeDrag<WorkspaceNode>;
  onNodeDrag: OnNodeDrag<WorkspaceNode>;
  onNodeDragStop: OnNodeDrag<WorkspaceNode>;
};

/** Whether letting go now would ask for another team; the canvas does not keep such a move. */
export function isNesting(): boolean {
  return useNest.getState().nest !== null;
}

/**
 * Drags a card to another team: held over a card or a frame, or outside of its own frame, for a moment, the drop
 * asks whether that is meant. With no, the card goes back to where it came from.
 */
export function useNesting(putBack: (id: string, position: Position) => void): Nesting {
  const { screenToFlowPosition, getNodes } = useReactFlow<WorkspaceNode>();
  const start = useRef<Position>({ x: 0, y: 0 });
  const held = useRef<{ nest: Nest; timer: number }>({ nest: null, timer: 0 });

  const hold = useCallback((id: string, nest: Nest) => {
    if (isSameNest(nest, held.current.nest)) {
      return;
    }
    window.clearTimeout(held.current.timer);
    useNest.setState(NO_NEST);
    const timer =
      nest === null || !isPossible(id, nest)
        ? 0
        : window.setTimeout(() => useNest.setState({ id, nest }), HOLD_MS);
    held.current = { nest, timer };
  }, []);

  useEffect(
    () => () => {
      window.clearTimeout(held.current.timer);
      useNest.setState(NO_NEST);
    },
    [],
  );

  return useMemo(
    () => ({
      onNodeDragStart: (_event, node) => {
        start.current = { ...node.position };
      },
      onNodeDrag: (event, node) => {
        const point = "clientX" in event ? event : (event as TouchEvent).touches[0];
        if (point !== undefined) {
          const { clientX: x, clientY: y } = point;
          hold(node.id, nestAt(getNodes(), node.id, screenToFlowPosition({ x, y })));
        }
      },
      onNodeDragStop: (_event, node) => {
        const { nest } = useNest.getState();
        hold(node.id, null);
        if (nest !== null) {
          const from = start.current;
          const onEnd = (isDone: boolean) => !isDone && putBack(node.id, from);
          ask(
            nest.kind === "into"
              ? { kind: "nest", workspaceId: node.id, leadId: nest.leadId, onEnd }
              : { kind: "move_out", workspaceId: node.id, onEnd },
          );
        }
      },
    }),
    [getNodes, hold, putBack, screenToFlowPosition],
  );
}

/** Whether the platform could do it: it is there, and nobody would come to be below themselves. */
function isPossible(id: string, nest: Exclude<Nest, null>): boolean {
  const state = useAppStore.getState();
  return (
    !selectIsStale(state) &&
    (nest.kind === "out" || nestProblem(state.workspaces, id, nest.leadId) === null)
  );
}
