import { readOnlyReason } from "../../files/useReadOnlyReason";
import { type AppState, useAppStore } from "../../store";
import type { Checking } from "./useCardCheck";

/** Why nothing can be published for a workspace now, whatever the text; null when something can. */
export function usePublishBar(workspaceId: string): string | null {
  return useAppStore((state) => barOf(state, workspaceId));
}

function barOf(state: AppState, workspaceId: string): string | null {
  switch (state.connection?.status) {
    case "online": {
      const reason = readOnlyReason(state, workspaceId);
      return reason === null ? null : `Read-only: ${reason}`;
    }
    case "connecting":
      return "The platform has not answered yet. Your text stays here.";
    case "offline":
      return "The platform cannot be reached, and publishing needs it. Your text stays here.";
    case "not_configured":
    case undefined:
      return "No platform is set up to publish on.";
  }
}

/** Why this text cannot be published; null when it can. Warnings keep nothing back. */
export function textBar({ check, isBehind, error }: Checking): string | null {
  if (error !== null) {
    return "The text could not be checked.";
  }
  if (check === null || isBehind) {
    return "Checking…";
  }
  return check.problem;
}
