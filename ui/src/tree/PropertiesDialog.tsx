import { useQuery } from "@tanstack/react-query";
import { ErrorNotice } from "../components/ErrorNotice";
import { Modal } from "../components/Modal";
import { Skeleton } from "../components/Skeleton";
import { sizeText } from "../components/size";
import { clockText } from "../components/time";
import { Untrusted } from "../components/Untrusted";
import { fileKeys } from "../files/fileKeys";
import type { Entry, FileStat, Stat } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { modeText } from "./modeText";

type PropertiesDialogProps = {
  workspaceId: string;
  /** At most 100. */
  entries: readonly Entry[];
  onClose: () => void;
};

/** What the file system says of entries now. */
export function PropertiesDialog({ workspaceId, entries, onClose }: PropertiesDialogProps) {
  const host = useHost();
  const paths = entries.map(({ path }) => path);
  const { data, error, refetch } = useQuery<FileStat[], IpcError>({
    queryKey: [...fileKeys.workspace(workspaceId), "stat", paths],
    queryFn: () => host.call("stat_files", { workspaceId, paths }),
    gcTime: 0,
  });
  return (
    <Modal title="Properties" closeLabel="Close properties" onClose={onClose}>
      {error !== null && (
        <ErrorNotice title="Could not look at it" error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <Skeleton label="Looking" lines={4} />}
      {data?.map(({ path, stat }, index) => (
        <section className="properties" key={path}>
          <h3 className="properties-path mono">
            <Untrusted text={path} />
          </h3>
          {stat === null ? (
            <p className="hint">It is not there any more.</p>
          ) : (
            <Facts stat={stat} isLink={entries[index]?.kind === "symlink"} />
          )}
        </section>
      ))}
    </Modal>
  );
}

function Facts({ stat, isLink }: { stat: Stat; isLink: boolean }) {
  const { kind, sizeBytes, modifiedMs, mode, uid, gid } = stat;
  const facts: [string, string][] = [
    ["Kind", isLink ? `link to a ${kind}` : kind],
    ["Size", `${sizeText(sizeBytes)} (${sizeBytes.toLocaleString("en")} bytes)`],
    ["Modified", clockText(modifiedMs, Date.now())],
    ["Mode", modeText(mode)],
    ["Owner", `user ${uid}, group ${gid}`],
  ];
  return (
    <dl className="form">
      {facts.map(([name, value]) => (
        <div className="form-row" key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
