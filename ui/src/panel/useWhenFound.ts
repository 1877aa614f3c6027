import { useEffect, useEffectEvent, useRef } from "react";
import { useAppStore } from "../store";

/**
 * Runs `then` once the workspace's row names an instance that it did not name before, if that is what
 * something waits for. Where the component was hidden, it begins with what the row names then.
 */
export function useWhenFound(workspaceId: string, isAwaited: boolean, then: () => void): void {
  const onFound = useEffectEvent(then);
  // undefined while the row itself is not known.
  const seen = useRef<string | null | undefined>(undefined);
  useEffect(() => {
    seen.current = undefined;
  }, []);
  useEffect(() => {
    function look() {
      const present = useAppStore.getState().workspaces[workspaceId]?.instanceId;
      if (seen.current === undefined || present === null) {
        seen.current = present;
      } else if (isAwaited && present !== undefined && present !== seen.current) {
        seen.current = present;
        onFound();
      }
    }
    look();
    return useAppStore.subscribe(look);
  }, [workspaceId, isAwaited]);
}
