import { useAppStore } from "../store";
import { hasLeft } from "../store/replacedSlice";

/** Whether the workspace has another instance by now than `instanceId`. */
export function useHasLeft(workspaceId: string, instanceId: string): boolean {
  return useAppStore((state) => hasLeft(state, workspaceId, instanceId));
}
