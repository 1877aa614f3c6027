import { useStore } from "@xyflow/react";

/** Below this zoom the small print is unreadable anyway and only costs painting. */
const FAR_BELOW_ZOOM = 0.5;

/** Whether cards are drawn in short form. Changes only when the zoom crosses the limit. */
export function useIsFar(): boolean {
  return useStore((state) => state.transform[2] < FAR_BELOW_ZOOM);
}
