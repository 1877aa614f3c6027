import { useNow } from "../components/useNow";
import type { Connection } from "../ipc/contract";
import { useAppStore } from "../store";
import { freshnessOf } from "./freshness";

/** Whether what is shown is live; if not, since when, and why. */
export function ConnectionState({ connection }: { connection: Connection }) {
  const listedMs = useAppStore((state) => state.listed?.fetchedMs ?? null);
  const { word, tone, why } = freshnessOf(connection, listedMs, useNow());
  return (
    <span className="connection" role="status" data-testid="freshness">
      <span className="connection-word" data-tone={tone}>
        <span aria-hidden className="dot" />
        {word}
      </span>
      {why !== "" && <span className="faint">— {why}</span>}
    </span>
  );
}
