import { create } from "zustand";

type LikelyStore = { workspaceId: string | null };

/** The workspace whose panel is likely to be opened next. It is drawn ahead, hidden, and loads nothing. */
export const useLikely = create<LikelyStore>()(() => ({ workspaceId: null }));

export function setLikely(workspaceId: string | null): void {
  useLikely.setState({ workspaceId });
}
