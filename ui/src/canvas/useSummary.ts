import { useMemo } from "react";
import { useShallow } from "zustand/react/shallow";
import { useNow } from "../components/useNow";
import { type Summary, summarise } from "../fleet/attention";
import { type Group, idsIn } from "../fleet/groups";
import { useAppStore } from "../store";

/** How the workspaces of a group are; changes only when a count does. */
export function useSummary(group: Group): Summary {
  const now = useNow();
  const ids = useMemo(() => idsIn(group), [group]);
  return useAppStore(useShallow(({ workspaces }) => summarise(workspaces, ids, now)));
}
