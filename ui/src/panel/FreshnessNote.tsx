import { ageText, clockText } from "../components/time";
import { useNow } from "../components/useNow";
import type { Freshness } from "./freshness";

type FreshnessNoteProps = {
  freshness: Freshness | null;
  /** Says nothing of a value that is live. */
  isQuiet?: boolean;
};

/** How old a value is and why: "Live, as of 14:03, just now", "As of 14:03, 2 h ago: offline". */
export function FreshnessNote({ freshness, isQuiet = false }: FreshnessNoteProps) {
  const now = useNow();
  if (freshness === null || (isQuiet && freshness.isLive)) {
    return null;
  }
  const { fetchedMs, isLive, isAsking, reason } = freshness;
  const age = `s of ${clockText(fetchedMs, now)}, ${ageText(fetchedMs, now)}`;
  return (
    <span className="freshness" data-state={isLive ? "live" : reason === null ? "seen" : "old"}>
      {isLive && (
        <>
          <span aria-hidden className="freshness-dot" />
          <strong>Live</strong>,{" "}
        </>
      )}
      <time dateTime={new Date(fetchedMs).toISOString()}>{(isLive ? "a" : "A") + age}</time>
      {reason !== null && <span className="freshness-reason">: {reason}</span>}
      {isAsking && reason === null && " · asking…"}
    </span>
  );
}
