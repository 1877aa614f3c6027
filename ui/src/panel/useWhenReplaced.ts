import { useEffect, useRef } from "react";
import { useAppStore } from "../store";
import { countReplaced } from "../store/replacedSlice";

/** Runs `then` each time that the workspace gets another instance while the component is there. */
export function useWhenReplaced(workspaceId: string, then: () => void): void {
  const count = useAppStore((state) => countReplaced(state, workspaceId));
  const seen = useRef(count);
  useEffect(() => {
    if (seen.current !== count) {
      seen.current = count;
      then();
    }
  }, [count, then]);
}
