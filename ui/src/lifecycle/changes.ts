import { visibleText } from "../components/visibleText";
import { ERRORS } from "../errors";
import type { NewParent, SaveReport, SaveWorkspace, WorkspaceChanges } from "../ipc/contract";

/** Why a change is not there, or may not be. */
export type ChangeProblem = { text: string; detail: string | null };

/** The argument that changes the named fields of a row and nothing else. */
export function saveRow(workspaceId: string, changes: Partial<WorkspaceChanges>): SaveWorkspace {
  const none: WorkspaceChanges = {
    name: null,
    role: null,
    tier: null,
    runtime: null,
    parent: null,
  };
  return {
    workspaceId,
    changes: { ...none, ...changes },
    model: null,
    provider: null,
    restart: false,
  };
}

export function parentOf(id: string | null): NewParent {
  return id === null ? { kind: "none" } : { kind: "workspace", id };
}

/** What of a save did not come about; null when all of it did. */
export function changeProblem(report: SaveReport): ChangeProblem | null {
  for (const { outcome } of report.legs) {
    switch (outcome.status) {
      case "saved":
        break;
      case "failed": {
        const { code, message } = outcome.error;
        return { text: ERRORS[code].text, detail: `${code}: ${visibleText(message)}` };
      }
      case "unknown":
        return {
          text: "The platform did not say whether it has done it; refresh to see what is there.",
          detail: `${outcome.error.code}: ${visibleText(outcome.error.message)}`,
        };
      case "not_accepted":
        return {
          text: `The platform answered, but did not accept: ${outcome.fields.join(", ")}.`,
          detail: null,
        };
      case "skipped":
        return { text: outcome.reason, detail: null };
    }
  }
  return null;
}
