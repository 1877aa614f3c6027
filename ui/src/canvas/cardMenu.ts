import { create } from "zustand";

/** Where the menu of a card opens, in pixels of the window. */
export type CardMenuPlace = { workspaceId: string; x: number; y: number };

/** The one menu of the canvas. The place stays when it closes: the keyboard goes back to that card. */
export const useCardMenu = create<{ place: CardMenuPlace | null; isOpen: boolean }>()(() => ({
  place: null,
  isOpen: false,
}));

export function openCardMenu(place: CardMenuPlace): void {
  useCardMenu.setState({ place, isOpen: true });
}

export function closeCardMenu(): void {
  useCardMenu.setState({ isOpen: false });
}
