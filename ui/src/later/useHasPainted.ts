import { useEffect, useState } from "react";
import { afterPaint } from "../canvas/afterPaint";

let hasPaintedOnce = false;

/** Whether the first picture of the window has gone to the screen. */
export function useHasPainted(): boolean {
  const [hasPainted, setHasPainted] = useState(hasPaintedOnce);
  useEffect(() => {
    if (hasPainted) {
      return;
    }
    return afterPaint(() => {
      hasPaintedOnce = true;
      setHasPainted(true);
    });
  }, [hasPainted]);
  return hasPainted;
}
