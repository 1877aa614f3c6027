import { RotateCw } from "lucide-react";
import type { RestartReason, Workspace } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { useLifecycle } from "../lifecycle/lifecycleStore";
import { controlWorkspace, dismissRestart } from "../lifecycle/runLifecycle";
import { usePlatformBlock } from "./freshness";

const WHAT: Record<RestartReason, string> = {
  files: "Config changed",
  row: "Tier or runtime changed",
  model: "Model changed",
  platform: "The platform asks for it",
};

/** Says that the workspace runs with what has changed since. Hidden while a task runs: a restart would end it. */
export function RestartBanner({ workspace }: { workspace: Workspace }) {
  const host = useHost();
  const block = usePlatformBlock();
  const pending = useLifecycle((state) => state.pending[workspace.id] ?? null);
  const { needsRestart, activeTasks } = workspace;
  if (needsRestart === null || activeTasks > 0) {
    return null;
  }
  return (
    <div className="restart-banner" role="status" data-testid="needs-restart">
      <RotateCw aria-hidden size={14} />
      <span className="restart-said">{WHAT[needsRestart.reason]} — restart to apply</span>
      <button
        type="button"
        className="button button-small"
        disabled={block !== null || pending !== null}
        title={block ?? undefined}
        onClick={() => void controlWorkspace(host, workspace, "restart")}
      >
        {pending ?? "Restart"}
      </button>
      <button
        type="button"
        className="button button-small"
        onClick={() => void dismissRestart(host, workspace)}
      >
        Dismiss
      </button>
    </div>
  );
}
