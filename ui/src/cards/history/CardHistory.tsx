import { useState } from "react";
import type { CardEntry } from "../../ipc/contract";
import { CardComparison } from "./CardComparison";
import { VersionTable } from "./VersionTable";

type CardHistoryProps = {
  entry: CardEntry;
  /** Shows one version whole. */
  onView: (sha256: string) => void;
};

/** The kept versions of a card, and what differs between two of them: at first the newest two. */
export function CardHistory({ entry: { workspaceId, versions }, onView }: CardHistoryProps) {
  const [chosen, setChosen] = useState<readonly [string, string] | null>(null);
  const [from, to] = ordered(
    versions.map(({ sha256 }) => sha256),
    chosen,
  );
  return (
    <div className="card-details">
      <VersionTable
        versions={versions}
        from={from}
        to={to}
        onChoose={(older, newer) => setChosen([older, newer])}
        onView={onView}
      />
      {versions.length === 1 && (
        <p className="faint">There is one version yet; what changes shows here from the next on.</p>
      )}
      {versions.length > 1 && (
        <>
          <div>
            <button
              type="button"
              className="button"
              disabled={chosen === null}
              onClick={() => setChosen(null)}
            >
              What changed last
            </button>
          </div>
          <CardComparison workspaceId={workspaceId} versions={versions} from={from} to={to} />
        </>
      )}
    </div>
  );
}

/** The two chosen versions, the older first; while none are chosen, or one is gone, the newest two. */
function ordered(
  known: readonly string[],
  chosen: readonly [string, string] | null,
): readonly [from: string, to: string] {
  if (chosen === null || !chosen.every((sha256) => known.includes(sha256))) {
    return [known[1] ?? "", known[0] ?? ""];
  }
  const [first, second] = chosen;
  return known.indexOf(first) >= known.indexOf(second) ? [first, second] : [second, first];
}
