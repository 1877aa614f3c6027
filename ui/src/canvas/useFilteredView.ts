import { useReactFlow, useStoreApi, type Viewport } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { isFiltering } from "../fleet/filter";
import { useFilter } from "../fleet/filterStore";
import { fitTo } from "./fit";
import type { WorkspaceNode } from "./toGraph";

/** By then the user has stopped typing, and what is left is on the canvas. */
const SETTLED_AFTER_MS = 120;

/** Brings what the filter leaves into view, drawn already or not; without a filter, the view is where it was before. */
export function useFilteredView(nodes: readonly WorkspaceNode[]): void {
  const { getViewport, setViewport, getNodes, fitBounds, getNodesBounds } =
    useReactFlow<WorkspaceNode>();
  const store = useStoreApi();
  const latest = useRef(nodes);
  const filter = useFilter((state) => state.filter);
  const currentId = useFilter((state) => state.currentId);
  const before = useRef<Viewport | null>(null);

  useEffect(() => {
    latest.current = nodes;
  }, [nodes]);

  useEffect(() => {
    if (!isFiltering(filter)) {
      if (before.current !== null) {
        void setViewport(before.current);
        before.current = null;
      }
      return;
    }
    before.current ??= getViewport();
    const timer = window.setTimeout(() => {
      const fit = fitTo(latest.current, store.getState());
      if (fit !== null) {
        void setViewport(fit);
      }
    }, SETTLED_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [filter, store, getViewport, setViewport]);

  useEffect(() => {
    const node = getNodes().find(({ id }) => id === currentId);
    if (node !== undefined) {
      void fitBounds(getNodesBounds([node]), { padding: 2, duration: 0 });
    }
  }, [currentId, getNodes, fitBounds, getNodesBounds]);
}
