import { useReactFlow, type Viewport } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { isFiltering } from "../fleet/filter";
import { useFilter } from "../fleet/filterStore";
import { FIT } from "./fit";
import type { WorkspaceNode } from "./toGraph";

/** By then the user has stopped typing, and what is left is on the canvas. */
const SETTLED_AFTER_MS = 120;

/** Brings what the filter leaves into view; without a filter, the view is where it was before. */
export function useFilteredView(): void {
  const { fitView, getViewport, setViewport, getNodes, fitBounds, getNodesBounds } =
    useReactFlow<WorkspaceNode>();
  const filter = useFilter((state) => state.filter);
  const currentId = useFilter((state) => state.currentId);
  const before = useRef<Viewport | null>(null);

  useEffect(() => {
    if (!isFiltering(filter)) {
      if (before.current !== null) {
        void setViewport(before.current);
        before.current = null;
      }
      return;
    }
    before.current ??= getViewport();
    const timer = window.setTimeout(() => void fitView({ ...FIT, duration: 0 }), SETTLED_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [filter, fitView, getViewport, setViewport]);

  useEffect(() => {
    const node = getNodes().find(({ id }) => id === currentId);
    if (node !== undefined) {
      void fitBounds(getNodesBounds([node]), { padding: 2, duration: 0 });
    }
  }, [currentId, getNodes, fitBounds, getNodesBounds]);
}
