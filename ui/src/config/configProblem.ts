import type { FileContent, IpcError as IpcFailure, Workspace } from "../ipc/contract";
import { knownOf, type LegState } from "../panel/legState";

/** Runtimes that keep their configuration to themselves, so that a missing file is no fault. */
const RUNTIMES_WITH_OWN_CONFIG: ReadonlySet<string> = new Set(["external"]);

/** Whether the runtime keeps its configuration to itself: then no file is written for it. */
export function managesItsOwnConfig(row: Workspace | null): boolean {
  return RUNTIMES_WITH_OWN_CONFIG.has(row?.runtime.trim() ?? "");
}

/** Why there is no config.yaml to show. */
export type ConfigProblem =
  | { kind: "none" }
  /** It does not exist, but what the runtime is has to be known first. */
  | { kind: "waiting" }
  /** It is there with nothing in it, which is as good as missing: no agent starts from it. */
  | { kind: "blank" }
  /** It is known not to exist, and it should. */
  | { kind: "missing"; error: IpcFailure }
  /** It does not exist, and that is right for this runtime. */
  | { kind: "managed_elsewhere" }
  /** Whether it exists is unknown. */
  | { kind: "unknown"; error: IpcFailure };

/**
 * Judges the config leg. Only `not_found` means that the file is missing; and whether it should
 * exist is said by the row's runtime, so that a missing file waits for the workspace leg.
 */
export function configProblem(
  leg: LegState<FileContent>,
  row: Workspace | null,
  workspaceLeg: LegState<Workspace>,
): ConfigProblem {
  if (leg.status !== "failed") {
    const content = knownOf(leg);
    const isBlank = content?.kind === "text" && content.text?.trim() === "";
    return { kind: !isBlank ? "none" : managesItsOwnConfig(row) ? "managed_elsewhere" : "blank" };
  }
  if (leg.error.code !== "not_found") {
    return { kind: "unknown", error: leg.error };
  }
  if (managesItsOwnConfig(row)) {
    return { kind: "managed_elsewhere" };
  }
  return workspaceLeg.status === "loading" && row === null
    ? { kind: "waiting" }
    : { kind: "missing", error: leg.error };
}
