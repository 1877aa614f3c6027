import type { SearchEnd, SearchMatch } from "../ipc/contract";
import type { IpcError } from "../ipc/ipcError";

/** What a search has found so far, and how it stands. */
export type SearchState = {
  status: "idle" | "running" | "ended" | "stopped" | "failed";
  /** What was looked for; marked in the lines. */
  text: string;
  isCaseSensitive: boolean;
  /** By file, in the order in which they were found. */
  files: ReadonlyMap<string, readonly SearchMatch[]>;
  end: SearchEnd | null;
  error: IpcError | null;
};

export const NO_SEARCH: SearchState = {
  status: "idle",
  text: "",
  isCaseSensitive: false,
  files: new Map(),
  end: null,
  error: null,
};

/** A file that holds the text, or a line of it that does. */
export type SearchRow =
  | { kind: "file"; path: string; count: number }
  | { kind: "line"; match: SearchMatch; position: number; size: number };

/** What was found before, and now. */
export function addMatches(state: SearchState, found: readonly SearchMatch[]): SearchState {
  const files = new Map(state.files);
  for (const match of found) {
    files.set(match.path, [...(files.get(match.path) ?? []), match]);
  }
  return { ...state, files };
}

/** The lines below their files. */
export function searchRows(files: SearchState["files"]): SearchRow[] {
  return [...files].flatMap(([path, matches]): SearchRow[] => [
    { kind: "file", path, count: matches.length },
    ...matches.map((match, index): SearchRow => {
      return { kind: "line", match, position: index + 1, size: matches.length };
    }),
  ]);
}

/** How a search stands, in one sentence. */
export function searchText({ status, files, end }: SearchState): string {
  const lines = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  const counted = `${lines.toLocaleString("en")} ${lines === 1 ? "line" : "lines"} in ${
    files.size === 1 ? "1 file" : `${files.size.toLocaleString("en")} files`
  }`;
  switch (status) {
    case "idle":
    case "failed":
      return "";
    case "running":
      return `Searching… ${lines === 0 ? "nothing yet" : counted}`;
    case "stopped":
      return `Stopped by you: ${lines === 0 ? "nothing was found so far" : `${counted} so far`}`;
    case "ended":
      if (end?.isCut === true) {
        return `Stopped at ${lines.toLocaleString("en")} lines; there may be more. Search for something rarer.`;
      }
      return lines === 0 ? "Nothing found" : counted;
  }
}
