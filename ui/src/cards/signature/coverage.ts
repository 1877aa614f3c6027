import { createContext, use } from "react";
import type { CardSignature } from "../../ipc/contract";

/** Says whether the member at a JSON pointer lies outside of a good signature. */
export type IsOutside = (pointer: string) => boolean;

/** What of the shown card is not signed though the card is. */
export const CoverageContext = createContext<IsOutside>(() => false);

export function useIsOutside(): IsOutside {
  return use(CoverageContext);
}

/**
 * What a signature leaves out. Only of a verified one can it be said; in doubt a member is outside.
 *
 * @remarks `uncovered` names top-level members. What is deeper is taken for signed where `covered`
 *   names it, or where it names only whole members and the form leaves nothing out of them.
 */
export function outsideOf({ verdict, form, covered, uncovered }: CardSignature): IsOutside {
  if (verdict !== "verified") {
    return () => false;
  }
  const inside = new Set(covered);
  const outside = new Set(uncovered);
  const namesDeeper = covered.some((pointer) => depthOf(pointer) > 1);
  const keepsUnknown = form === "spec" || form === "raw";
  return (pointer) => {
    const top = topOf(pointer);
    if (outside.has(top)) {
      return true;
    }
    if (depthOf(pointer) <= 1) {
      return false;
    }
    return !inside.has(pointer) && (namesDeeper || !keepsUnknown);
  };
}

function depthOf(pointer: string): number {
  return pointer.split("/").length - 1;
}

/** The pointer of the top-level member that a pointer leads into. */
export function topOf(pointer: string): string {
  return pointer.split("/").slice(0, 2).join("/");
}
