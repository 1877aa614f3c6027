import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { ErrorNotice } from "../../components/ErrorNotice";
import { Skeleton } from "../../components/Skeleton";
import { clockText } from "../../components/time";
import { Untrusted } from "../../components/Untrusted";
import { useNow } from "../../components/useNow";
import type { CardEntry, CardVersion } from "../../ipc/contract";
import { useHost } from "../../ipc/hostContext";
import type { IpcError } from "../../ipc/ipcError";
import { CardDetails } from "../CardDetails";
import { cardKeys } from "../cardKeys";

type OldVersionProps = {
  newest: CardEntry;
  sha256: string;
  onBack: () => void;
};

/** A version that is not the newest, and a banner that says so. */
export function OldVersion({ newest, sha256, onBack }: OldVersionProps) {
  const { workspaceId, versions } = newest;
  const host = useHost();
  const { data, error, isPending, refetch } = useQuery<CardEntry | null, IpcError>({
    queryKey: cardKeys.version(workspaceId, sha256),
    queryFn: () => host.call("read_card_version", { workspaceId, sha256 }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <div className="notice version-banner" data-severity="warning" role="status">
        <History aria-hidden className="notice-icon" size={16} />
        <div className="notice-body">
          <strong>
            Version of <Named version={versions.find((one) => one.sha256 === sha256)} />
          </strong>
          <p>
            Newest is <Named version={versions[0]} />.
          </p>
          <div className="notice-actions">
            <button type="button" className="button" onClick={onBack}>
              Back to the newest
            </button>
          </div>
        </div>
      </div>
      {isPending && <Skeleton label="Loading the version" lines={5} />}
      {error !== null && (
        <ErrorNotice
          title="Could not read this version"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {data === null && <p className="faint">This version is not kept any more.</p>}
      {data !== undefined && data !== null && <CardDetails entry={data} isOld />}
    </>
  );
}

/** When a version was first seen, and what it calls itself. */
function Named({ version }: { version: CardVersion | undefined }) {
  const now = useNow();
  if (version === undefined) {
    return <>an unknown time</>;
  }
  return (
    <>
      {clockText(version.firstSeenMs, now)}
      {version.version !== null && (
        <>
          {" "}
          (<Untrusted text={version.version} />)
        </>
      )}
    </>
  );
}
