import { useFilter } from "../fleet/filterStore";
import { useIsStale } from "../store/shared";
import { useNest } from "./nestStore";
import { statusLook } from "./status";
import type { ShownCard } from "./useCardLook";

/** How a card stands out from the others, as attributes for the style sheet. */
export function useCardState(card: ShownCard) {
  const isStale = useIsStale();
  const isCurrent = useFilter((state) => state.currentId === card.id);
  const isTarget = useNest(({ nest }) => nest?.kind === "into" && nest.leadId === card.id);
  return {
    "data-tone": isStale ? "idle" : statusLook(card.status).tone,
    "data-current": isCurrent || undefined,
    "data-target": isTarget || undefined,
  };
}
