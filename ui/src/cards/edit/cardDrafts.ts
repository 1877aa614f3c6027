import { create } from "zustand";

/** A card that was typed and is not published. */
export type CardDraft = {
  text: string;
  /** The version that it started from; null where there was none. */
  base: string | null;
};

type CardDraftsStore = { drafts: Readonly<Record<string, CardDraft>> };

/**
 * Unpublished cards, by workspace. They outlive the editor, the tab and the panel, but not the app:
 * the journal on this machine knows files of instances only.
 */
export const useCardDrafts = create<CardDraftsStore>()(() => ({ drafts: {} }));

export function putCardDraft(workspaceId: string, draft: CardDraft): void {
  useCardDrafts.setState(({ drafts }) => ({ drafts: { ...drafts, [workspaceId]: draft } }));
}

export function dropCardDraft(workspaceId: string): void {
  useCardDrafts.setState(({ drafts: { [workspaceId]: _dropped, ...drafts } }) => ({ drafts }));
}

/** The workspaces whose card is edited and not published. */
export function draftedCards({ drafts }: CardDraftsStore): string[] {
  return Object.keys(drafts);
}
