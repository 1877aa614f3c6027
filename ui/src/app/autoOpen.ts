import { useEffect, useRef } from "react";
import type { Workspace } from "../ipc/contract";
import { useAppStore } from "../store";
import { listWorkspaces } from "../store/workspacesSlice";

/** Whether the page was started with `?open=first` (or `#open=first`). */
export function wantsAutoOpen(location: Pick<Location, "search" | "hash">): boolean {
  const hash = location.hash.replace(/^#\??/, "");
  return [location.search, hash].some((text) => new URLSearchParams(text).get("open") === "first");
}

/** The workspace to open by itself: the first that is online, else the first. */
export function firstToOpen(workspaces: readonly Workspace[]): Workspace | undefined {
  return workspaces.find(({ status }) => status === "online") ?? workspaces[0];
}

/** Opens one panel by itself, once, when the page was started with that wish. */
export function useAutoOpen(open: (workspaceId: string) => void): void {
  const isWanted = useRef(wantsAutoOpen(window.location));
  const ids = useAppStore((state) => state.workspaceIds);

  useEffect(() => {
    if (isWanted.current && ids.length > 0) {
      isWanted.current = false;
      const first = firstToOpen(listWorkspaces(useAppStore.getState()));
      if (first !== undefined) {
        open(first.id);
      }
    }
  }, [ids, open]);
}
