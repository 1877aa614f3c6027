import type { Entry, StoredAge } from "../ipc/contract";
import type { IpcError } from "../ipc/ipcError";
import type { FolderView } from "./folderView";

/** A name in the tree. */
export type EntryRow = {
  kind: "entry";
  /** Its path, which is its key. */
  key: string;
  entry: Entry;
  folder: string;
  /** 1 for what is in the root. */
  level: number;
  /** From 1, among its siblings. */
  position: number;
  /** How many siblings there are with it; -1 while that is not known. */
  size: number;
  isExpanded: boolean;
};

/** What the tree says of a folder, below its entries. */
export type FolderRow = {
  kind: "loading" | "failed" | "empty" | "hidden" | "stored";
  key: string;
  folder: string;
  level: number;
  soFar: number | null;
  error: IpcError | null;
  hidden: readonly string[];
  stored: StoredAge | null;
};

export type TreeRow = EntryRow | FolderRow;

/** The tree as a list of rows, of which only those on the screen are ever made. */
export type FlatTree = {
  length: number;
  rowAt: (index: number) => TreeRow | undefined;
  /** -1 where there is no such row. */
  indexOf: (key: string) => number;
};

/** Neighbouring entries of one folder, from `from` on. */
type EntriesRun = {
  start: number;
  length: number;
  level: number;
  view: FolderView;
  from: number;
  size: number;
};

/** What a run of rows is: entries, or one row about their folder. */
type Run = EntriesRun | { start: number; length: 1; row: FolderRow };

/**
 * Lays out the entries of `root` and of the folders in `expanded`, in the order that they are in.
 *
 * @remarks Costs as much as there are expanded folders, not entries: a folder of 100,000 is one run of rows.
 */
export function flatten(
  root: string,
  views: ReadonlyMap<string, FolderView>,
  expanded: ReadonlySet<string>,
): FlatTree {
  const runs: Run[] = [];
  let start = 0;
  const children = byParent(expanded);

  function addEntries(view: FolderView, level: number, from: number, to: number) {
    if (to > from) {
      const length = to - from;
      runs.push({ start, length, level, view, from, size: view.total ?? -1 });
      start += length;
    }
  }

  function addFolder(path: string, level: number) {
    const view = views.get(path);
    if (view === undefined) {
      return;
    }
    let from = 0;
    for (const { index, child } of openChildren(view, children.get(path) ?? [])) {
      addEntries(view, level, from, index + 1);
      addFolder(child, level + 1);
      from = index + 1;
    }
    addEntries(view, level, from, view.count);
    for (const kind of folderRows(view)) {
      const { soFar, error, hidden, stored } = view;
      const row = {
        kind,
        key: `${path}\0${kind}`,
        folder: path,
        level,
        soFar,
        error,
        hidden,
        stored,
      };
      runs.push({ start, length: 1, row });
      start += 1;
    }
  }

  addFolder(root, 1);
  return listOfRuns(runs, start, expanded);
}

function listOfRuns(runs: readonly Run[], length: number, expanded: ReadonlySet<string>): FlatTree {
  function rowAt(index: number): TreeRow | undefined {
    const run = runAt(runs, index);
    if (run === undefined || "row" in run) {
      return run?.row;
    }
    const at = run.from + index - run.start;
    const entry = run.view.entries[at];
    return (
      entry && {
        kind: "entry",
        key: entry.path,
        entry,
        folder: run.view.path,
        level: run.level,
        position: at + 1,
        size: run.size,
        isExpanded: expanded.has(entry.path),
      }
    );
  }

  function indexOf(key: string): number {
    for (const run of runs) {
      if ("row" in run) {
        if (run.row.key === key) {
          return run.start;
        }
      } else if (isIn(key, run.view.path)) {
        for (let offset = 0; offset < run.length; offset += 1) {
          if (run.view.entries[run.from + offset]?.path === key) {
            return run.start + offset;
          }
        }
      }
    }
    return -1;
  }

  return { length, rowAt, indexOf };
}

/** The run that holds a row, by halving. */
function runAt(runs: readonly Run[], index: number): Run | undefined {
  let low = 0;
  let high = runs.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const run = runs[middle];
    if (run === undefined || index < run.start) {
      high = middle - 1;
    } else if (index >= run.start + run.length) {
      low = middle + 1;
    } else {
      return run;
    }
  }
  return undefined;
}

function folderRows(view: FolderView): FolderRow["kind"][] {
  const { error, isLoading, count, hidden, stored } = view;
  if (error !== null) {
    return ["failed"];
  }
  if (isLoading) {
    return ["loading"];
  }
  const kinds: FolderRow["kind"][] = count === 0 ? ["empty"] : [];
  if (stored !== null) {
    kinds.push("stored");
  }
  return hidden.length > 0 ? [...kinds, "hidden"] : kinds;
}

/** Where in a folder its expanded children are, in order. */
function openChildren(
  { entries, count }: FolderView,
  paths: readonly string[],
): { index: number; child: string }[] {
  const left = new Set(paths);
  const found: { index: number; child: string }[] = [];
  for (let index = 0; index < count && left.size > 0; index += 1) {
    const child = entries[index]?.path;
    if (child !== undefined && left.delete(child)) {
      found.push({ index, child });
    }
  }
  return found;
}

function byParent(paths: ReadonlySet<string>): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const path of paths) {
    const parent = parentOf(path);
    children.set(parent, [...(children.get(parent) ?? []), path]);
  }
  return children;
}

/** The folder that a path is in. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}

function isIn(path: string, folder: string): boolean {
  return path !== folder && parentOf(path) === folder;
}
