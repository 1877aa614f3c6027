import type { IpcError as IpcFailure, Outcome, Source } from "../ipc/contract";

/** A value that was fetched some time ago, and whether that was in this session. */
export type Seen<T> = { value: T; fetchedMs: number; source: Source };

/**
 * One part of a panel: on its way, or settled. What was seen of it before stays while it is asked for
 * again, and when that fails.
 */
export type LegState<T> =
  | { status: "loading"; seen?: Seen<T> }
  /** Answered in this session. */
  | { status: "ok"; value: T; ms: number; fetchedMs: number }
  | { status: "not_offered"; ms: number }
  | { status: "failed"; error: IpcFailure; ms: number; seen?: Seen<T> };

export const LOADING = { status: "loading" } as const;

/** What is known of a leg, live or not; null when nothing was ever seen. */
export function seenOf<T>(leg: LegState<T>): Seen<T> | null {
  switch (leg.status) {
    case "ok":
      return { value: leg.value, fetchedMs: leg.fetchedMs, source: "live" };
    case "not_offered":
      return null;
    case "loading":
    case "failed":
      return leg.seen ?? null;
  }
}

/** The value to show, however old it is; null when there is none. */
export function knownOf<T>(leg: LegState<T>): T | null {
  return seenOf(leg)?.value ?? null;
}

/** When the value was fetched, ms since the epoch; null when there is none. */
export function ageOf(leg: LegState<unknown>): number | null {
  return seenOf(leg)?.fetchedMs ?? null;
}

/** Why there is no answer of now; null while there is one, or while it is on its way. */
export function problemOf(leg: LegState<unknown>): IpcFailure | null {
  return leg.status === "failed" ? leg.error : null;
}

/** The leg while it is asked for again. */
export function restart<T>(leg: LegState<T>): LegState<T> {
  return { ...LOADING, ...kept(leg) };
}

/** The leg after `outcome`. What comes from the store never takes the place of a newer value. */
export function settleLeg<T>(before: LegState<T>, outcome: Outcome<T>): LegState<T> {
  switch (outcome.status) {
    case "ok":
    case "not_offered":
      return outcome;
    case "failed":
      return { ...outcome, ...kept(before) };
    case "stored": {
      const { value, fetchedMs } = outcome;
      const present = ageOf(before);
      if (before.status === "not_offered" || (present !== null && present >= fetchedMs)) {
        return before;
      }
      const seen = { value, fetchedMs, source: "store" } as const;
      return before.status === "failed" ? { ...before, seen } : { ...LOADING, seen };
    }
  }
}

function kept<T>(leg: LegState<T>): { seen?: Seen<T> } {
  const seen = seenOf(leg);
  return seen === null ? {} : { seen };
}
