import type { IpcError as IpcFailure } from "../ipc/contract";
import { usePlatformBlock, useSaveBlock } from "../panel/freshness";
import { whyOld } from "../panel/whyOld";

/**
 * Why the configuration cannot be saved at the moment, in a sentence; null when it can.
 *
 * @param problem Why config.yaml could not be loaded now: what is shown of it is what was seen last.
 */
export function useConfigBlock(
  problem: IpcFailure | null,
  isPlatformChanged: boolean,
  isFileChanged: boolean,
): string | null {
  const offline = useSaveBlock();
  const platform = usePlatformBlock();
  if (offline !== null || (isPlatformChanged && platform !== null)) {
    return offline ?? platform;
  }
  return isFileChanged && problem !== null && problem.code !== "not_found"
    ? `config.yaml cannot be reached (${whyOld(problem, false)}): your changes are kept as a draft.`
    : null;
}
