import type { MiniMapNodeProps } from "@xyflow/react";
import { memo } from "react";
import { useIsStale, useRow } from "../store/shared";
import { statusLook } from "./status";

/** A workspace on the overview. It is painted again when its own colour changes, and no other with it. */
export const MinimapNode = memo(function MinimapNode(props: MiniMapNodeProps) {
  const { id, x, y, width, height, borderRadius, className } = props;
  const isStale = useIsStale();
  const status = useRow(id, (row) => row?.status);
  const tone = status === undefined || isStale ? "idle" : statusLook(status).tone;
  return (
    <rect
      className={className === "" ? `minimap-${tone}` : className}
      x={x}
      y={y}
      rx={borderRadius}
      ry={borderRadius}
      width={width}
      height={height}
    />
  );
});
