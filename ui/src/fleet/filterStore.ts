import { create } from "zustand";
import { type FleetFilter, NO_FILTER } from "./filter";

/** The filter of the canvas, as long as the window is open, and which match the arrow keys stand at. */
export type FilterState = {
  filter: FleetFilter;
  /** The workspace that Enter opens; null for the first match. */
  currentId: string | null;
  /** Groups that the user has opened, by key. */
  opened: ReadonlySet<string>;
};

export const initialFilter: FilterState = { filter: NO_FILTER, currentId: null, opened: new Set() };

export const useFilter = create<FilterState>()(() => initialFilter);

export function setFilter(filter: FleetFilter): void {
  useFilter.setState({ filter, currentId: null });
}

export function setCurrent(currentId: string | null): void {
  useFilter.setState({ currentId });
}

/** Opens a group on the canvas, or closes it. */
export function toggleGroup(key: string): void {
  useFilter.setState(({ opened }) => {
    const next = new Set(opened);
    if (!next.delete(key)) {
      next.add(key);
    }
    return { opened: next };
  });
}
