import type { Workspace } from "../ipc/contract";
import { knownOf, type LegState, problemOf } from "./legState";

/** Whether the platform has said that it does not know the workspace any more. */
export function isGone(leg: LegState<Workspace>): boolean {
  const isRemoved = leg.status === "ok" && knownOf(leg)?.status === "removed";
  return isRemoved || problemOf(leg)?.code === "not_found";
}
