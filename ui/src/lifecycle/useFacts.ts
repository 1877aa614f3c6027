import { useShallow } from "zustand/react/shallow";
import { useAppStore } from "../store";
import { selectIsStale } from "../store/connectionSlice";
import type { LifecycleFacts } from "./lifecycleActions";
import { useLifecycle } from "./lifecycleStore";
import { membersBelow } from "./teams";

/** Why nothing can be changed on the platform at the moment; null when it can. */
export function useOfflineReason(): string | null {
  return useAppStore((state) =>
    selectIsStale(state) ? "The platform cannot be reached; what is shown is the last seen." : null,
  );
}

/** What the actions for a workspace depend on; null when it is not in the list any more. */
export function useFacts(workspaceId: string): LifecycleFacts | null {
  const offlineReason = useOfflineReason();
  const pending = useLifecycle((state) => state.pending[workspaceId] ?? null);
  const facts = useAppStore(
    useShallow(({ workspaces }) => {
      const row = workspaces[workspaceId] ?? null;
      const lead = row?.parentId == null ? null : (workspaces[row.parentId] ?? null);
      return { row, lead, below: membersBelow(workspaces, workspaceId).size };
    }),
  );
  return facts.row === null ? null : { ...facts, row: facts.row, offlineReason, pending };
}
