import { type FitViewOptions, getViewportForBounds, type Rect, type Viewport } from "@xyflow/react";
import { bounds, type Size } from "./rect";
import type { WorkspaceNode } from "./toGraph";

/** At which 1,000 cards in teams have room in the window, also below a banner. */
export const MIN_ZOOM = 0.05;

const MAX_ZOOM = 1;
const PADDING = 0.08;
/** Pixels that nobody sees. */
const TOLERANCE = 0.5;

/** How the whole fleet is brought into view. */
export const FIT = { padding: PADDING, maxZoom: MAX_ZOOM } satisfies FitViewOptions;

/** The view of a canvas of `size` pixels that shows all nodes; null without any. */
export function fitTo(nodes: readonly WorkspaceNode[], { width, height }: Size): Viewport | null {
  // What is in a team is within its frame.
  const outer = nodes.filter(({ parentId }) => parentId === undefined);
  const all = bounds(outer.map(rectOf));
  return all === null
    ? null
    : getViewportForBounds(all, width, height, MIN_ZOOM, MAX_ZOOM, PADDING);
}

/** Whether a view is still the one that shows all nodes in a canvas of `size` pixels. */
export function isFitted(view: Viewport, nodes: readonly WorkspaceNode[], size: Size): boolean {
  const fit = fitTo(nodes, size);
  return (
    fit !== null &&
    Math.abs(fit.x - view.x) < TOLERANCE &&
    Math.abs(fit.y - view.y) < TOLERANCE &&
    Math.abs(fit.zoom / view.zoom - 1) * Math.max(size.width, size.height) < TOLERANCE
  );
}

function rectOf({ position, width = 0, height = 0 }: WorkspaceNode): Rect {
  return { ...position, width, height };
}
