import type { KeyboardEvent, PointerEvent } from "react";

const MIN_WIDTH = 400;
const MAX_WIDTH = 960;
const KEY_STEP = 40;

type ResizeHandleProps = {
  width: number;
  onResize: (width: number) => void;
};

/** The panel's left edge: drag it, or use the arrow keys. */
export function ResizeHandle({ width, onResize }: ResizeHandleProps) {
  function resize(next: number) {
    const limit = Math.min(MAX_WIDTH, window.innerWidth - 240);
    onResize(Math.max(MIN_WIDTH, Math.min(limit, next)));
  }

  function drag(event: PointerEvent) {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) {
      resize(window.innerWidth - event.clientX);
    }
  }

  function step(event: KeyboardEvent) {
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      event.preventDefault();
      resize(width + (event.key === "ArrowLeft" ? KEY_STEP : -KEY_STEP));
    }
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be a handle
    <div
      className="resize-handle"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the panel"
      aria-valuenow={width}
      aria-valuemin={MIN_WIDTH}
      aria-valuemax={MAX_WIDTH}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={step}
    />
  );
}
