import { useMutation } from "@tanstack/react-query";
import { X } from "lucide-react";
import { tasksText, tierText } from "../canvas/status";
import { Age } from "../components/Age";
import { ErrorNotice } from "../components/ErrorNotice";
import { IconButton } from "../components/IconButton";
import { StatusBadge } from "../components/StatusBadge";
import { Untrusted } from "../components/Untrusted";
import { UnsavedMark } from "../drafts/UnsavedMark";
import type { OpenedIn, Tool, Workspace } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { useAppStore } from "../store";
import { selectIsStale } from "../store/connectionSlice";
import type { KnownRow } from "./freshestRow";
import { OpenInNote } from "./OpenInNote";
import { PanelMenu } from "./PanelMenu";
import { PanelTunnel } from "./PanelTunnel";
import type { PanelLegs } from "./panelState";

type PanelHeaderProps = {
  workspaceId: string;
  row: KnownRow | null;
  legs: PanelLegs;
  onRetry: () => void;
  onClose: () => void;
};

/** Who the panel is about: painted from the list at once, renewed by the workspace leg. */
export function PanelHeader({ workspaceId, row, legs, onRetry, onClose }: PanelHeaderProps) {
  const leg = legs.workspace;
  const host = useHost();
  const opening = useMutation<OpenedIn, IpcError, Tool>({
    mutationFn: (tool) => host.call("open_in", { workspaceId, tool }),
  });
  return (
    <header className="panel-header">
      <div className="panel-title-row">
        <h2 className="panel-title" data-testid="panel-title" tabIndex={-1}>
          <Untrusted text={row?.workspace.name ?? "Workspace"} />
        </h2>
        <span className="panel-buttons">
          <UnsavedMark workspaceId={workspaceId} />
          <PanelMenu onOpenIn={opening.mutate} />
          <IconButton label="Close panel" shortcut="Esc" icon={X} onClick={onClose} />
        </span>
      </div>
      {row !== null && <Facts row={row} isLoading={leg.status === "loading"} />}
      {row !== null && <PanelTunnel workspace={row.workspace} legs={legs} />}
      <OpenInNote opening={opening} />
      {leg.status === "failed" && (
        <ErrorNotice
          title={
            leg.error.code === "not_found"
              ? "This workspace is gone"
              : "Could not ask for the workspace"
          }
          text={
            leg.error.code === "not_found"
              ? "The platform does not know it any more; refresh the list to see what is there."
              : undefined
          }
          error={leg.error}
          onRetry={onRetry}
        />
      )}
    </header>
  );
}

function Facts({ row, isLoading }: { row: KnownRow; isLoading: boolean }) {
  const { status, tier, runtime, instanceId, activeTasks, role } = row.workspace;
  // Lists leave the instance out; only the platform's answer of now says that there is none.
  const isUnknown = useAppStore(selectIsStale) || isLoading;
  return (
    <>
      <ul className="facts">
        <li>
          <StatusBadge status={status} />
        </li>
        <li>{tierText(tier)}</li>
        <li>
          <Untrusted text={runtime} />
        </li>
        <li className={instanceId === null ? "faint" : "mono"}>
          <Untrusted text={instanceId ?? (isUnknown ? "Instance not known yet" : "No instance")} />
        </li>
        {activeTasks > 0 && <li>{tasksText(activeTasks)}</li>}
      </ul>
      {role !== null && role !== "" && (
        <p className="panel-role">
          <Untrusted text={role} />
        </p>
      )}
      <Activity workspace={row.workspace} />
      <p className="faint small">
        {isLoading ? "Refreshing…" : <Age ms={row.fetchedMs} isSentence />}
      </p>
    </>
  );
}

function Activity({ workspace: { currentTask, lastError } }: { workspace: Workspace }) {
  return (
    <>
      {currentTask !== null && currentTask !== "" && (
        <p className="panel-activity">
          <span className="faint">Doing</span> <Untrusted text={currentTask} />
        </p>
      )}
      {lastError !== null && lastError !== "" && (
        <p className="panel-activity" data-tone="bad">
          <span className="faint">Last error</span> <Untrusted text={lastError} />
        </p>
      )}
    </>
  );
}
