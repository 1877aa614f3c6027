import { create } from "zustand";

/** How often the user has asked to close the window, in this session. */
export const useClosing = create<{ count: number }>()(() => ({ count: 0 }));

/** Notes that the user wants to close the window; it stays open until the backend is told to close it. */
export function requestClose(): void {
  useClosing.setState(({ count }) => ({ count: count + 1 }));
}
