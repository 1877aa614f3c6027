import { lazy, Suspense, useEffect, useState } from "react";
import { afterFirstCards } from "../canvas/useFirstCards";
import type { PanelsProps } from "./Panels";

const Panels = lazy(async () => ({ default: (await import("./Panels")).Panels }));

/**
 * The panels, whose code (the editor's is the larger half of all there is) is read after the first cards are painted, or
 * with the first panel that is opened: the start does not wait for it.
 */
export function PanelsLater(props: PanelsProps) {
  const [hasStarted, setHasStarted] = useState(false);
  useEffect(() => afterFirstCards(() => setHasStarted(true)), []);
  if (!hasStarted && props.openId === null) {
    return null;
  }
  return (
    <Suspense>
      <Panels {...props} />
    </Suspense>
  );
}
