import { useRef } from "react";
import type { FlatTree } from "./flatTree";

/** What is typed within this time belongs together. */
const PAUSE_MS = 700;

/** Finds the next row whose name begins with what is typed. */
export function useTypeAhead(): (character: string, flat: FlatTree, active: number) => number {
  const typed = useRef({ text: "", ms: 0 });
  return (character, flat, active) => {
    const now = Date.now();
    const isContinued = now - typed.current.ms < PAUSE_MS;
    const text = ((isContinued ? typed.current.text : "") + character).toLowerCase();
    typed.current = { text, ms: now };
    return nextByName(flat, text, active);
  };
}

/** The next row after `active`, around the end, whose name begins with `text`; -1 for none. More letters may stay where they are. */
export function nextByName(flat: FlatTree, text: string, active: number): number {
  const from = Math.max(0, text.length > 1 ? active : active + 1);
  for (let step = 0; step < flat.length; step += 1) {
    const index = (from + step) % flat.length;
    const row = flat.rowAt(index);
    if (row?.kind === "entry" && row.entry.name.toLowerCase().startsWith(text)) {
      return index;
    }
  }
  return -1;
}
