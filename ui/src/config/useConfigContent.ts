import { useMemo } from "react";
import { useFileContent } from "../files/useFileContent";
import type { FileContent, Workspace } from "../ipc/contract";
import type { PanelLegs } from "../panel/panelState";
import { useLast } from "../panel/useLast";
import { type ConfigProblem, managesItsOwnConfig } from "./configProblem";

type ConfigContent = {
  /** The file as the editor keeps it: after a save it is newer than what the leg brought. */
  content: FileContent | null;
  /** It is what the leg brought last, and not what was there before the leg was lost. */
  isCurrent: boolean;
};

/** The config.yaml of a workspace. It is read-only where saving it would be wrong. */
export function useConfigContent(
  workspaceId: string,
  row: Workspace | null,
  { config }: PanelLegs,
  problem: ConfigProblem,
): ConfigContent {
  // What is open stays open when the file is loaded again, and when that fails.
  const loaded = useLast(config.status === "ok" ? config.value : null);
  const { data } = useFileContent(workspaceId, loaded?.path ?? null, Number.POSITIVE_INFINITY);
  const content = loaded === null ? null : (data ?? loaded);
  const reason = readOnlyReason(row, problem);
  const guarded = useMemo(
    () => (content === null || reason === null ? content : { ...content, readOnlyReason: reason }),
    [content, reason],
  );
  return { content: guarded, isCurrent: config.status === "ok" };
}

function readOnlyReason(row: Workspace | null, problem: ConfigProblem): string | null {
  if (managesItsOwnConfig(row)) {
    return "external runtime";
  }
  return problem.kind === "unknown" ? "it could not be loaded again" : null;
}
