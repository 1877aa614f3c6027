import { create } from "zustand";
import type { Nest } from "./nesting";

/** What letting go of the dragged card would do, once it has been held there long enough. */
export const useNest = create<{ id: string | null; nest: Nest }>()(() => ({
  id: null,
  nest: null,
}));

export const NO_NEST = { id: null, nest: null };
