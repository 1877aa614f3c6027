import { useEffect, useRef } from "react";
import { useAppStore } from "../store";

/**
 * Runs `then` once the workspace's row names an instance that it did not name before, if that is what
 * something waits for.
 */
export function useWhenFound(workspaceId: string, isAwaited: boolean, then: () => void): void {
  // undefined while the row itself is not known.
  const present = useAppStore(({ workspaces }) => workspaces[workspaceId]?.instanceId);
  const seen = useRef(present);
  useEffect(() => {
    const isFirst = seen.current === undefined;
    if (isFirst || present === null) {
      seen.current = present;
    } else if (isAwaited && present !== undefined && present !== seen.current) {
      seen.current = present;
      then();
    }
  }, [present, isAwaited, then]);
}
