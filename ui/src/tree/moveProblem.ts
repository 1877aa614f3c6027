import type { Entry } from "../ipc/contract";
import { parentOf } from "./flatTree";
import { isBelow } from "./useFolders";

/** Why entries cannot be moved into a folder; null when nothing is known against it. */
export function moveProblem(entries: readonly Entry[], folder: string): string | null {
  if (!folder.startsWith("/")) {
    return "Enter the folder’s whole path, beginning with a slash.";
  }
  if (entries.every(({ path }) => parentOf(path) === folder)) {
    return "They are in this folder already.";
  }
  const isInside = entries.some(({ path }) => folder === path || isBelow(folder, path));
  return isInside ? "A folder cannot be moved into itself." : null;
}
