import type { Source, Workspace } from "../ipc/contract";
import { type LegState, seenOf } from "./legState";

/** What is known of a workspace, and when that was true. */
export type KnownRow = { workspace: Workspace; fetchedMs: number; source: Source };

/** The newer one of the list's row and the panel's own answer; null when there is neither. */
export function freshestRow(listed: KnownRow | null, leg: LegState<Workspace>): KnownRow | null {
  const seen = seenOf(leg);
  if (seen === null || (listed !== null && listed.fetchedMs > seen.fetchedMs)) {
    return listed;
  }
  return { workspace: seen.value, fetchedMs: seen.fetchedMs, source: seen.source };
}
