import { useEffect, useRef } from "react";
import { useAppStore } from "../store";
import { countReplaced } from "../store/replacedSlice";

/** Runs `then` each time that the workspace gets another instance while the component is shown. */
export function useWhenReplaced(workspaceId: string, then: () => void): void {
  const count = useAppStore((state) => countReplaced(state, workspaceId));
  const seen = useRef(count);
  // Shown again, it is opened anew anyway: what has happened meanwhile is no reason to do so twice.
  useEffect(() => {
    seen.current = countReplaced(useAppStore.getState(), workspaceId);
  }, [workspaceId]);
  useEffect(() => {
    if (count > seen.current) {
      seen.current = count;
      then();
    }
  }, [count, then]);
}
