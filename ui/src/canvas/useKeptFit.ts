import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { FIT, isFitted } from "./fit";
import type { WorkspaceNode } from "./toGraph";

/** By then a panel that closes has given its room back, and a banner has taken its own. */
const SETTLED_AFTER_MS = 60;

/**
 * Keeps the whole fleet in view when the canvas changes its size, for as long as nobody has moved the view. While a
 * panel is open nothing moves: the user works there.
 */
export function useKeptFit(openId: string | null): void {
  const { fitView, getNodes, getNodesBounds, getViewport } = useReactFlow<WorkspaceNode>();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const fitted = useRef({ width: 0, height: 0 });

  useEffect(() => {
    if (fitted.current.width === 0) {
      // The library fits the fleet into the first size that it learns.
      fitted.current = { width, height };
    }
    if (openId !== null) {
      return;
    }
    const timer = window.setTimeout(() => {
      const before = fitted.current;
      fitted.current = { width, height };
      if (isFitted(getViewport(), getNodesBounds(getNodes()), before)) {
        void fitView({ ...FIT, duration: 0 });
      }
    }, SETTLED_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [openId, width, height, fitView, getNodes, getNodesBounds, getViewport]);
}
