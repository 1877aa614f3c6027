import { createContext } from "react";
import type { Journal } from "./journal";

/** Hands the journal to what has to wait for it; null where nothing is kept. */
export const JournalContext = createContext<Journal | null>(null);
