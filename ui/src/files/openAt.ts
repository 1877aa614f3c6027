import { create } from "zustand";

/** A line of a file that the editor is to show. */
export type OpenPlace = { workspaceId: string; path: string; line: number };

const usePlace = create<{ place: OpenPlace | null }>()(() => ({ place: null }));

/** Has a line shown by the editor of a file: at once where it is open, else as soon as it is. */
export function openAt(workspaceId: string, path: string, line: number): void {
  usePlace.setState({ place: { workspaceId, path, line } });
}

/** Where the editor of a file is to go; null for nowhere. Call `placeShown` once it is there. */
export function useOpenPlace(workspaceId: string, path: string): OpenPlace | null {
  return usePlace(({ place }) =>
    place?.path === path && place.workspaceId === workspaceId ? place : null,
  );
}

/** Forgets a place, so that it is gone to once. */
export function placeShown(place: OpenPlace): void {
  usePlace.setState((state) => (state.place === place ? { place: null } : state));
}
