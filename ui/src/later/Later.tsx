import { type ReactNode, Suspense } from "react";
import { useHasPainted } from "./useHasPainted";

type LaterProps = {
  children: ReactNode;
  /** In the place of the children until their code is there. */
  fallback?: ReactNode;
};

/** Draws what the first picture of the window does without, once that has gone to the screen: its code is read no sooner. */
export function Later({ children, fallback = null }: LaterProps) {
  return useHasPainted() ? <Suspense fallback={fallback}>{children}</Suspense> : fallback;
}
