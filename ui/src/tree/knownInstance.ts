import { useState } from "react";
import { useAppStore } from "../store";
import { hasLeft } from "../store/replacedSlice";

/** The instance that a workspace is known to have; null when nothing has told. */
export function knownInstance(workspaceId: string): string | null {
  const { workspaces, replaced } = useAppStore.getState();
  return workspaces[workspaceId]?.instanceId ?? replaced[workspaceId]?.present ?? null;
}

/** The instance that something was asked for on, and whether the workspace has another one by now. */
export function useAskedInstance(workspaceId: string): {
  instanceId: string | null;
  isGone: boolean;
} {
  const [instanceId] = useState(() => knownInstance(workspaceId));
  const isGone = useAppStore(
    (state) => instanceId !== null && hasLeft(state, workspaceId, instanceId),
  );
  return { instanceId, isGone };
}
