import { useMutation } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useMemo } from "react";
import { tasksText, tierText } from "../canvas/status";
import { IconButton } from "../components/IconButton";
import { StatusBadge } from "../components/StatusBadge";
import { Untrusted } from "../components/Untrusted";
import { parseConfig } from "../config/parseConfig";
import { UnsavedMark } from "../drafts/UnsavedMark";
import type { OpenedIn, Tool, Workspace } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { useAppStore } from "../store";
import { selectIsOffline, selectIsStale } from "../store/connectionSlice";
import { FreshnessNote } from "./FreshnessNote";
import type { KnownRow } from "./freshestRow";
import { useFreshness } from "./freshness";
import { isGone } from "./isGone";
import { knownOf, problemOf } from "./legState";
import { OpenInNote } from "./OpenInNote";
import { PanelMenu } from "./PanelMenu";
import { PanelTitle } from "./PanelTitle";
import { PanelTunnel } from "./PanelTunnel";
import type { PanelLegs } from "./panelState";
import { WorkspaceProblem } from "./WorkspaceProblem";
import { isOfNetwork } from "./whyOld";

type PanelHeaderProps = {
  workspaceId: string;
  row: KnownRow | null;
  legs: PanelLegs;
  /** Which opening it is. */
  opening: number;
  /** Some of the legs are on their way. */
  isLoading: boolean;
  onRetry: () => void;
  onClose: () => void;
};

/** Who the panel is about: painted from the list at once, renewed by the workspace leg. */
export function PanelHeader(props: PanelHeaderProps) {
  const { workspaceId, row, legs, opening, isLoading, onRetry, onClose } = props;
  const leg = legs.workspace;
  const host = useHost();
  const openingIn = useMutation<OpenedIn, IpcError, Tool>({
    mutationFn: (tool) => host.call("open_in", { workspaceId, tool }),
  });
  const error = problemOf(leg);
  // That there is no network is said once, above everything.
  const isOffline = useAppStore(selectIsOffline);
  const isSaid = error !== null && isOffline && isOfNetwork(error);
  return (
    <header className="panel-header">
      <div className="panel-title-row">
        <PanelTitle row={row} isReadOnly={isGone(leg)} />
        <span className="panel-buttons">
          <UnsavedMark workspaceId={workspaceId} />
          <PanelMenu onOpenIn={openingIn.mutate} />
          <IconButton label="Close panel" shortcut="Esc" icon={X} onClick={onClose} />
        </span>
      </div>
      {row !== null && <Facts row={row} legs={legs} />}
      {row !== null && (
        <PanelTunnel
          workspace={row.workspace}
          legs={legs}
          opening={opening}
          isLoading={isLoading}
        />
      )}
      <OpenInNote opening={openingIn} />
      {error !== null && !isSaid && !isGone(leg) && (
        <WorkspaceProblem error={error} onRetry={onRetry} />
      )}
    </header>
  );
}

function Facts({ row, legs }: { row: KnownRow; legs: PanelLegs }) {
  const { name, status, tier, runtime, instanceId, activeTasks, role, parentId } = row.workspace;
  const isLoading = legs.workspace.status === "loading";
  // Lists leave the instance out; only the platform's answer of now says that there is none.
  const isUnknown = useAppStore(selectIsStale) || isLoading;
  const error = problemOf(legs.workspace);
  const freshness = useFreshness({ ...row, isAsking: isLoading, error }, "platform");
  const ownName = useMemo(() => configNameOf(legs.config), [legs.config]);
  return (
    <>
      {ownName !== null && ownName !== name && (
        <p className="panel-other-name" data-testid="config-name">
          config.yaml calls it “<Untrusted text={ownName} />”
        </p>
      )}
      <ul className="facts">
        <li>
          <StatusBadge status={status} />
        </li>
        <li>{tierText(tier)}</li>
        <li>
          <Untrusted text={runtime === "" ? "No runtime" : runtime} />
        </li>
        {parentId !== null && <Lead id={parentId} />}
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
      <p className="faint small" data-testid="panel-age">
        <FreshnessNote freshness={freshness} />
      </p>
    </>
  );
}

/** The workspace that leads its team, by its name where that is known. */
function Lead({ id }: { id: string }) {
  const name = useAppStore(({ workspaces }) => workspaces[id]?.name);
  return (
    <li>
      <span>
        in the team of <Untrusted text={name ?? id} />
      </span>
    </li>
  );
}

/** The name in the workspace's config.yaml, as last seen; null where it has none. */
function configNameOf(leg: PanelLegs["config"]): string | null {
  const text = knownOf(leg)?.text ?? null;
  const parsed = text === null ? null : parseConfig(text);
  const name = parsed?.status === "valid" ? (parsed.config.name ?? "") : "";
  return name === "" ? null : name;
}

function Activity({ workspace: { currentTask, lastError } }: { workspace: Workspace }) {
  return (
    <>
      {currentTask !== null && currentTask !== "" && (
        <p className="panel-activity">
          <span className="faint">Doing:</span> <Untrusted text={currentTask} />
        </p>
      )}
      {lastError !== null && lastError !== "" && (
        <p className="panel-activity" data-tone="bad">
          <span className="faint">Last error:</span> <Untrusted text={lastError} />
        </p>
      )}
    </>
  );
}
