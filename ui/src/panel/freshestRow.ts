import type { Workspace } from "../ipc/contract";
import type { LegState } from "./panelState";

/** What is known of a workspace, and when that was true. */
export type KnownRow = { workspace: Workspace; fetchedMs: number };

/** The newer one of the list's row and the panel's own answer; null when there is neither. */
export function freshestRow(listed: KnownRow | null, leg: LegState<Workspace>): KnownRow | null {
  if (leg.status !== "ok" || (listed !== null && listed.fetchedMs > leg.fetchedMs)) {
    return listed;
  }
  return { workspace: leg.value, fetchedMs: leg.fetchedMs };
}
