import type { UseQueryResult } from "@tanstack/react-query";
import { Trash2, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import { IconButton } from "../components/IconButton";
import { reportProblem } from "../components/notices";
import { Skeleton } from "../components/Skeleton";
import { Untrusted } from "../components/Untrusted";
import type { FileContent } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { type IpcError, toIpcError } from "../ipc/ipcError";
import { FreshnessNote } from "../panel/FreshnessNote";
import { useFreshness } from "../panel/freshness";
import { useAppStore } from "../store";
import { hasLeft } from "../store/replacedSlice";
import { startDownload } from "../transfers/startDownload";
import { GoneNotice } from "./DetachedNotice";
import { FileNotice } from "./FileNotice";
import { KeptDraft } from "./KeptDraft";
import { RemoveDialog } from "./RemoveDialog";
import { TextEditor } from "./TextEditor";
import { useFileContent } from "./useFileContent";
import { useReadOnlyReason } from "./useReadOnlyReason";

/** A file opened again within this time is shown as it was. */
const FRESH_MS = 5_000;

type FileViewProps = {
  workspaceId: string;
  path: string;
  onClose: () => void;
};

/** The open file: its editor, or why there is none. */
export function FileView({ workspaceId, path, onClose }: FileViewProps) {
  const [removing, setRemoving] = useState<string | null>(null);
  const isReadOnly = useReadOnlyReason(workspaceId) !== null;
  const tools = (origin: string | null) => (
    <span className="file-tools">
      <IconButton
        label="Delete file"
        icon={Trash2}
        isIdle={origin === null || isReadOnly}
        onClick={() => setRemoving(origin)}
      />
      <IconButton label="Close file" icon={X} onClick={onClose} />
    </span>
  );
  return (
    <section className="file-view" aria-label="Open file">
      <Body workspaceId={workspaceId} path={path} tools={tools} />
      {removing !== null && (
        <RemoveDialog
          workspaceId={workspaceId}
          path={path}
          instanceId={removing}
          onClose={() => setRemoving(null)}
          onRemoved={onClose}
        />
      )}
    </section>
  );
}

type BodyProps = {
  workspaceId: string;
  path: string;
  /** Given the instance that the file lies on; null when that is not known, or gone. */
  tools: (origin: string | null) => ReactNode;
};

function Body({ workspaceId, path, tools }: BodyProps) {
  const query = useFileContent(workspaceId, path, FRESH_MS);
  const { data: content, dataUpdatedAt, error } = query;
  const freshness = useFreshness(
    { fetchedMs: dataUpdatedAt, source: "live", isAsking: query.isFetching, error },
    "instance",
  );
  return content?.kind === "text" ? (
    <>
      {error !== null && (
        <p className="file-age" data-testid="file-age">
          <FreshnessNote freshness={freshness} />
        </p>
      )}
      <TextEditor workspaceId={workspaceId} content={content} tools={tools} />
    </>
  ) : (
    <NoText workspaceId={workspaceId} path={path} tools={tools} query={query} />
  );
}

type NoTextProps = BodyProps & { query: UseQueryResult<FileContent, IpcError> };

function NoText({ workspaceId, path, tools, query: { data, error, refetch } }: NoTextProps) {
  const origin = data?.instanceId ?? null;
  const isGone = useAppStore((state) => origin !== null && hasLeft(state, workspaceId, origin));
  const host = useHost();
  const isSettled = data !== undefined || error !== null;

  function download() {
    startDownload(host, workspaceId, [path]).catch((thrown) =>
      reportProblem("The download was not started", toIpcError(thrown)),
    );
  }

  return (
    <>
      <div className="editor-bar">
        <span className="editor-path mono">
          <Untrusted text={path} />
        </span>
        {tools(isGone ? null : origin)}
      </div>
      {isGone && origin !== null && (
        <GoneNotice origin={origin} what="This file" fate="it is not known on the new one.">
          <div className="notice-actions">
            <button type="button" className="button" onClick={() => void refetch()}>
              Open the file on the new instance
            </button>
          </div>
        </GoneNotice>
      )}
      {data !== undefined && <FileNotice content={data} onDownload={download} />}
      {!isSettled && <Skeleton label={`Loading ${path}`} lines={4} />}
      {error !== null && (
        <ErrorNotice title="Could not open the file" error={error} onRetry={() => void refetch()} />
      )}
      {isSettled && <KeptDraft workspaceId={workspaceId} path={path} />}
    </>
  );
}
