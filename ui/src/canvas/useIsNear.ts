import { useMemo, useState } from "react";

type Near = {
  isNear: boolean;
  /** For the element that the pointer comes to. */
  handlers: { onPointerEnter: () => void; onPointerLeave: () => void };
};

/** Whether the pointer is on a card: what only then is of use is not in the document for all the others. */
export function useIsNear(): Near {
  const [isNear, setIsNear] = useState(false);
  const handlers = useMemo(
    () => ({
      onPointerEnter: () => setIsNear(true),
      onPointerLeave: () => setIsNear(false),
    }),
    [],
  );
  return { isNear, handlers };
}
