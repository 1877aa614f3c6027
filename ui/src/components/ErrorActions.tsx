import { useAccess } from "../access/accessContext";
import { useOpenDoctor } from "../doctor/doctorContext";
import { ERRORS } from "../errors";
import type { ErrorCode } from "../ipc/contract";
import { useOpenSettings } from "../settings/settingsContext";

type ErrorActionsProps = {
  code: ErrorCode;
  onRetry: (() => void) | undefined;
};

/** What can be done about an error where it is shown, as buttons. */
export function ErrorActions({ code, onRetry }: ErrorActionsProps) {
  const actions = useErrorActions(code, onRetry);
  if (actions.length === 0) {
    return null;
  }
  return (
    <div className="notice-actions">
      {actions.map(({ label, run }) => (
        <button type="button" className="button" key={label} onClick={run}>
          {label}
        </button>
      ))}
    </div>
  );
}

type ErrorRun = { label: string; run: () => void };

function useErrorActions(code: ErrorCode, onRetry: (() => void) | undefined): ErrorRun[] {
  const openSettings = useOpenSettings();
  const openDoctor = useOpenDoctor();
  const access = useAccess();
  const { action, help = [] } = ERRORS[code] ?? ERRORS.internal;
  const actions: ErrorRun[] = [];
  if (access !== null && help.includes("host_key")) {
    actions.push({ label: "Review host key", run: access.reviewHostKey });
  }
  if (access !== null && help.includes("instance")) {
    actions.push({ label: "Choose instance", run: access.chooseInstance });
  }
  if (onRetry !== undefined) {
    actions.push({ label: "Retry", run: onRetry });
  }
  if (action === "settings") {
    actions.push({ label: "Open settings", run: openSettings });
  }
  if (openDoctor !== null && help.includes("doctor")) {
    const run = () => openDoctor(access?.workspaceId ?? null);
    actions.push({ label: "Find out why", run });
  }
  return actions;
}
