import { useCallback, useSyncExternalStore } from "react";
import type { Workspace } from "../ipc/contract";
import { type AppStore, useAppStore } from ".";
import { selectIsStale, selectStaleSince } from "./connectionSlice";

// What thousands of cards read. With `useAppStore` each of them looks at every change of the store, which costs more than to
// draw those that do change. Here one looks for all of them, and tells those that it concerns.

type Tell = () => void;

/** A hook on a part of the store: `select` is asked again only when that part is another. */
function createPart<Part>(partOf: (state: AppStore) => Part) {
  const listeners = new Set<Tell>();
  useAppStore.subscribe((state, before) => {
    if (!Object.is(partOf(state), partOf(before))) {
      for (const tell of listeners) {
        tell();
      }
    }
  });
  function subscribe(tell: Tell) {
    listeners.add(tell);
    return () => {
      listeners.delete(tell);
    };
  }
  return function usePart<T>(select: (part: Part) => T): T {
    return useSyncExternalStore(subscribe, () => select(partOf(useAppStore.getState())));
  };
}

const useStale = createPart(selectIsStale);
const useSince = createPart(selectStaleSince);

/** See {@link selectIsStale}. */
export function useIsStale(): boolean {
  return useStale(itself);
}

/** See {@link selectStaleSince}. */
export function useStaleSince(): number | null {
  return useSince(itself);
}

/** What `select` finds in the tunnels. */
export const useTunnels = createPart(({ tunnels }) => tunnels);

const rowListeners = new Map<string, Set<Tell>>();
useAppStore.subscribe(({ workspaces }, { workspaces: before }) => {
  if (workspaces === before) {
    return;
  }
  for (const [id, listeners] of rowListeners) {
    if (workspaces[id] !== before[id]) {
      for (const tell of listeners) {
        tell();
      }
    }
  }
});

/** What `select` finds in the row of a workspace; it is given undefined when there is none in the list. */
export function useRow<T>(id: string, select: (row: Workspace | undefined) => T): T {
  const subscribe = useCallback((tell: Tell) => listenTo(id, tell), [id]);
  return useSyncExternalStore(subscribe, () => select(useAppStore.getState().workspaces[id]));
}

function listenTo(id: string, tell: Tell): () => void {
  const listeners = rowListeners.get(id) ?? new Set();
  rowListeners.set(id, listeners.add(tell));
  return () => {
    listeners.delete(tell);
    if (listeners.size === 0) {
      rowListeners.delete(id);
    }
  };
}

function itself<T>(part: T): T {
  return part;
}
