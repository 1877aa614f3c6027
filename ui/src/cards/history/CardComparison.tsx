import { useQuery } from "@tanstack/react-query";
import { ErrorNotice } from "../../components/ErrorNotice";
import { Skeleton } from "../../components/Skeleton";
import { Untrusted } from "../../components/Untrusted";
import type { CardDiff, CardVersion } from "../../ipc/contract";
import { useHost } from "../../ipc/hostContext";
import type { IpcError } from "../../ipc/ipcError";
import { cardKeys } from "../cardKeys";
import { ChangeGroup } from "./ChangeGroup";

type CardComparisonProps = {
  workspaceId: string;
  versions: readonly CardVersion[];
  /** SHA-256 of the older version. */
  from: string;
  to: string;
};

/** What differs between two kept versions of a card. */
export function CardComparison({ workspaceId, versions, from, to }: CardComparisonProps) {
  const host = useHost();
  const isSame = from === to;
  const { data, error, refetch } = useQuery<CardDiff, IpcError>({
    queryKey: cardKeys.diff(workspaceId, from, to),
    queryFn: () => host.call("compare_cards", { workspaceId, from, to }),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: !isSame,
  });
  if (isSame) {
    return <p className="faint">Choose two different versions.</p>;
  }
  if (error !== null) {
    return (
      <ErrorNotice
        title="Could not compare the versions"
        error={error}
        onRetry={() => void refetch()}
      />
    );
  }
  if (data === undefined) {
    return <Skeleton label="Comparing the versions" />;
  }
  const nameOf = (sha256: string) =>
    versions.find((one) => one.sha256 === sha256)?.version ?? "without a version";
  return (
    <section className="card-section" aria-label="What differs" data-testid="card-diff">
      <h4>
        From <Untrusted text={nameOf(from)} /> to <Untrusted text={nameOf(to)} />
      </h4>
      <Changes diff={data} />
    </section>
  );
}

function Changes({ diff }: { diff: CardDiff }) {
  const groups = [
    ["Skills", diff.skills],
    ["Interfaces", diff.interfaces],
    ["Security", diff.security],
    ["Other", diff.other],
  ] as const;
  if (groups.every(([, changes]) => changes.length === 0)) {
    return <p className="faint">They say the same.</p>;
  }
  return groups.map(([title, changes]) => (
    <ChangeGroup key={title} title={title} changes={changes} />
  ));
}
