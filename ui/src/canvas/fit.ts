import { type FitViewOptions, getViewportForBounds, type Rect, type Viewport } from "@xyflow/react";

/** At which 1,000 cards in teams have room in the window, also below a banner. */
export const MIN_ZOOM = 0.05;

const MAX_ZOOM = 1;
const PADDING = 0.08;
/** Pixels that nobody sees. */
const TOLERANCE = 0.5;

/** How the whole fleet is brought into view. */
export const FIT = {
  padding: PADDING,
  maxZoom: MAX_ZOOM,
  includeHiddenNodes: true,
} satisfies FitViewOptions;

/** Whether a view is still the one that shows all of `bounds` in a canvas of `size` pixels. */
export function isFitted(
  view: Viewport,
  bounds: Rect,
  size: { width: number; height: number },
): boolean {
  const { width, height } = size;
  const fit = getViewportForBounds(bounds, width, height, MIN_ZOOM, MAX_ZOOM, PADDING);
  return (
    Math.abs(fit.x - view.x) < TOLERANCE &&
    Math.abs(fit.y - view.y) < TOLERANCE &&
    Math.abs(fit.zoom / view.zoom - 1) * Math.max(width, height) < TOLERANCE
  );
}
