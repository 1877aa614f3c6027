import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { fitTo, isFitted } from "./fit";
import type { WorkspaceNode } from "./toGraph";

/** By then a panel that closes has given its room back, and a banner has taken its own. */
const SETTLED_AFTER_MS = 60;

/**
 * Keeps the whole fleet in view when the canvas changes its size, for as long as nobody has moved the view. While a
 * panel is open nothing moves: the user works there.
 */
export function useKeptFit(nodes: readonly WorkspaceNode[], openId: string | null): void {
  const { getViewport, setViewport } = useReactFlow<WorkspaceNode>();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  // It was fitted into the first size that is known.
  const fitted = useRef({ width, height });
  const latest = useRef(nodes);

  useEffect(() => {
    latest.current = nodes;
  }, [nodes]);

  useEffect(() => {
    if (openId !== null) {
      return;
    }
    const timer = window.setTimeout(() => {
      const before = fitted.current;
      fitted.current = { width, height };
      const fit = fitTo(latest.current, fitted.current);
      if (fit !== null && isFitted(getViewport(), latest.current, before)) {
        void setViewport(fit);
      }
    }, SETTLED_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [openId, width, height, getViewport, setViewport]);
}
