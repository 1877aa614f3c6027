import { ERRORS } from "../errors";
import type { CardEntry, Connection } from "../ipc/contract";

/** Whether a card is from this session, and what keeps it from being confirmed. */
export type Freshness = {
  /** The platform has confirmed it in this session, and still answers. */
  isLive: boolean;
  /** Why it cannot be confirmed now; null where it can, or where that is not known. */
  reason: string | null;
};

/** How far a card can be relied on to be the present one. */
export function freshnessOf(
  { source }: Pick<CardEntry, "source">,
  connection: Connection | null,
): Freshness {
  if (connection?.status === "online") {
    return source === "live"
      ? { isLive: true, reason: null }
      : { isLive: false, reason: "The platform has not confirmed it in this session." };
  }
  return { isLive: false, reason: reasonOf(connection) };
}

function reasonOf(connection: Connection | null): string | null {
  switch (connection?.status) {
    case "connecting":
      return "The platform has not answered yet.";
    case "offline":
      return connection.error === null
        ? "The platform does not answer."
        : `The platform cannot be asked. ${ERRORS[connection.error.code].text}`;
    case "not_configured":
      return "No platform is set up.";
    case "online":
    case undefined:
      return null;
  }
}
