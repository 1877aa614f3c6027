import { clockText, dayText } from "../components/time";
import type { Connection } from "../ipc/contract";

/** How the state of the connection is put. */
export type Freshness = { word: string; tone: "good" | "busy" | "warning" | "idle"; why: string };

/** Why nothing is answered, in a few words. */
export function offlineReason(error: Connection["error"]): string {
  switch (error?.code) {
    case undefined:
    case "unreachable":
    case "timed_out":
      return "offline";
    case "unauthenticated":
    case "credentials_expired":
    case "credentials_missing":
      return "the token is not accepted (credentials expired)";
    default:
      return "the server answers with errors";
  }
}

/**
 * "Live" only while the platform answers; else since when what is shown is old, and why.
 *
 * @param listedMs When the list came that is shown, ms since the epoch; null while there is none.
 */
export function freshnessOf(
  { status, error, answeredMs, events }: Connection,
  listedMs: number | null,
  nowMs: number,
): Freshness {
  switch (status) {
    case "not_configured":
      return { word: "Not set up", tone: "idle", why: "" };
    case "online":
      return {
        word: "Live",
        tone: "good",
        why: events === "reconnecting" ? "changes arrive late: reconnecting to the events" : "",
      };
    case "connecting":
      return {
        word: "Connecting…",
        tone: "busy",
        why: listedMs === null ? "" : `as of ${dayText(listedMs, nowMs)}`,
      };
    case "offline":
      return {
        word: staleText(answeredMs, listedMs, nowMs),
        tone: "warning",
        why: offlineReason(error),
      };
  }
}

/** Since when it is old: of this session's last answer the time, else the age of what was kept. */
function staleText(answeredMs: number | null, listedMs: number | null, nowMs: number): string {
  if (answeredMs !== null) {
    return `Stale since ${clockText(answeredMs, nowMs)}`;
  }
  return listedMs === null ? "Nothing seen yet" : `As of ${dayText(listedMs, nowMs)}`;
}
