import type { FileContent, FileVersion } from "../ipc/contract";

/** A file that is another one on the instance than the text here started from. */
export type Conflict = {
  /** What the text here started from; null where it is not known. */
  baseText: string | null;
  /** What they made of it; null when they removed it. */
  theirs: FileContent | null;
  /** My text is on the instance all the same, as this version, and `theirs` is what it took the place of. */
  written: FileVersion | null;
  /** Where `theirs` is kept on the instance. */
  keptPath: string | null;
};

/** Their text, where the two can be merged; null where there is only the choice. */
export function theirText({ theirs }: Conflict): string | null {
  return theirs?.kind === "text" ? theirs.text : null;
}

/** Whether two versions are of the same content, as far as they tell. */
export function isSameVersion(a: FileVersion | null, b: FileVersion | null): boolean {
  if (a === null || b === null) {
    return a === b;
  }
  if (a.sha256 !== null && b.sha256 !== null) {
    return a.sha256 === b.sha256;
  }
  return a.sizeBytes === b.sizeBytes && a.modifiedMs === b.modifiedMs;
}
