import type { Entry } from "../ipc/contract";
import type { EntryRow, FlatTree } from "./flatTree";
import type { FolderView } from "./folderView";

/** How many names are looked at between two looks at the clock. */
const STEP = 500;

/** The rows that are left by a filter. */
export type FilteredTree = FlatTree & {
  /** How many names match; the folders above them do not count. */
  matches: number;
};

/**
 * Finds the names that hold `query`, in all folders of `views` below `root`, and keeps the folders above them.
 * A query with a slash is looked for in the paths below the root.
 *
 * @remarks Stops again and again, so that whoever runs it can let the window paint.
 */
export function* filterSteps(
  root: string,
  views: ReadonlyMap<string, FolderView>,
  query: string,
): Generator<undefined, FilteredTree> {
  const rows: EntryRow[] = [];
  const matches = matcher(root, query);
  let seen = 0;
  let found = 0;

  function* add(view: FolderView, level: number): Generator<undefined, void> {
    for (let index = 0; index < view.count; index += 1) {
      const entry = view.entries[index];
      if (entry !== undefined) {
        yield* addEntry(view, entry, index, level);
      }
    }
  }

  function* addEntry(view: FolderView, entry: Entry, index: number, level: number) {
    seen += 1;
    if (seen % STEP === 0) {
      yield;
    }
    const isMatch = matches(entry);
    const inside = entry.kind === "folder" ? views.get(entry.path) : undefined;
    if (!isMatch && inside === undefined) {
      return;
    }
    const at = rows.length;
    rows.push(rowOf(view, entry, index, level));
    found += isMatch ? 1 : 0;
    if (inside !== undefined) {
      yield* add(inside, level + 1);
    }
    const row = rows[at];
    if (rows.length > at + 1 && row !== undefined) {
      row.isExpanded = true;
    } else if (!isMatch) {
      rows.pop();
    }
  }

  const view = views.get(root);
  if (view !== undefined) {
    yield* add(view, 1);
  }
  return {
    length: rows.length,
    matches: found,
    rowAt: (index) => rows[index],
    indexOf: (key) => rows.findIndex((row) => row.key === key),
  };
}

function matcher(root: string, query: string): (entry: Entry) => boolean {
  const wanted = query.toLowerCase();
  return wanted.includes("/")
    ? ({ path }) => path.slice(root.length).toLowerCase().includes(wanted)
    : ({ name }) => name.toLowerCase().includes(wanted);
}

function rowOf(view: FolderView, entry: Entry, index: number, level: number): EntryRow {
  return {
    kind: "entry",
    key: entry.path,
    entry,
    folder: view.path,
    level,
    position: index + 1,
    size: view.total ?? -1,
    isExpanded: false,
  };
}
