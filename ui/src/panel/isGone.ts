import type { Workspace } from "../ipc/contract";
import { type LegState, problemOf, valueOf } from "./legState";

/** Whether the platform has said that it does not know the workspace any more. */
export function isGone(leg: LegState<Workspace>): boolean {
  const isRemoved = leg.status === "ok" && valueOf(leg)?.status === "removed";
  return isRemoved || problemOf(leg)?.code === "not_found";
}
