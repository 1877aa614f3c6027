import { useState } from "react";

/** What is asked of the raw JSON of a card. */
export type RawPlace = {
  isOpen: boolean;
  /** The JSON pointer to show; null for none. `count` tells one request from the next. */
  asked: { pointer: string; count: number } | null;
  toggle: () => void;
  goTo: (pointer: string) => void;
};

/** Whether the raw JSON is open, and which place of it is to be seen. */
export function useRawPlace(): RawPlace {
  const [isOpen, setIsOpen] = useState(false);
  const [asked, setAsked] = useState<RawPlace["asked"]>(null);
  return {
    isOpen,
    asked,
    toggle() {
      setIsOpen(!isOpen);
      setAsked(null);
    },
    goTo(pointer) {
      setIsOpen(true);
      setAsked({ pointer, count: (asked?.count ?? 0) + 1 });
    },
  };
}
