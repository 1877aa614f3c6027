import { useMemo } from "react";
import { useFileContent } from "../files/useFileContent";
import type { FileContent, Workspace } from "../ipc/contract";
import { knownOf } from "../panel/legState";
import type { PanelLegs } from "../panel/panelState";
import { managesItsOwnConfig } from "./configProblem";

/**
 * The config.yaml of a workspace as the editor keeps it: after a save it is newer than what the leg
 * brought, and what was seen last stays while it cannot be loaded. It is read-only where saving it would
 * be wrong.
 */
export function useConfigContent(
  workspaceId: string,
  row: Workspace | null,
  { config }: PanelLegs,
  isGone: boolean,
): FileContent | null {
  const loaded = knownOf(config);
  const { data } = useFileContent(workspaceId, loaded?.path ?? null, Number.POSITIVE_INFINITY);
  const content = loaded === null ? null : (data ?? loaded);
  const reason = isGone
    ? "this workspace is gone"
    : managesItsOwnConfig(row)
      ? "external runtime"
      : null;
  return useMemo(
    () => (content === null || reason === null ? content : { ...content, readOnlyReason: reason }),
    [content, reason],
  );
}
