import { useMemo, useRef, useState } from "react";
import type { Entry } from "../ipc/contract";
import type { FilteredTree } from "./filterTree";
import { type FlatTree, flatten } from "./flatTree";
import type { FolderView } from "./folderView";
import { NOTHING, type Selection } from "./selection";
import { useTreeView } from "./treeStore";
import { useFilteredTree } from "./useFilteredTree";
import { useFolders } from "./useFolders";

export type TreeRows = {
  views: ReadonlyMap<string, FolderView>;
  flat: FlatTree;
  /** null while everything is shown. */
  filtered: FilteredTree | null;
  selection: Selection;
  select: (to: (selection: Selection) => Selection) => void;
  /** Index of the row with the keyboard; -1 for none. */
  active: number;
  showsHidden: boolean;
};

/** The rows of a tree, which of them are chosen, and which has the keyboard. */
export function useTreeRows(workspaceId: string, root: string, query: string): TreeRows {
  const { expanded, showsHidden } = useTreeView(workspaceId);
  const views = useFolders(workspaceId, root, expanded, showsHidden);
  const whole = useMemo(() => flatten(root, views, expanded), [root, views, expanded]);
  const filtered = useFilteredTree(workspaceId, root, views, showsHidden, query);
  const flat = filtered ?? whole;
  const [selection, select] = useState(NOTHING);
  const active = useActiveIndex(flat, selection.active);
  return { views, flat, filtered, selection, select, active, showsHidden };
}

/** Where a row is; where it was, once it is gone, so that the keyboard stays near. */
function useActiveIndex(flat: FlatTree, key: string | null): number {
  const last = useRef(-1);
  return useMemo(() => {
    if (key === null) {
      return -1;
    }
    // Most often it is where it was, and 100,000 need not be looked through.
    const isThere = flat.rowAt(last.current)?.key === key;
    const found = isThere ? last.current : flat.indexOf(key);
    const index = found === -1 ? Math.min(Math.max(0, last.current), flat.length - 1) : found;
    last.current = index;
    return index;
  }, [flat, key]);
}

/** The chosen entries, in the order of the tree. */
export function chosenEntries(flat: FlatTree, { chosen }: Selection): Entry[] {
  const entries: Entry[] = [];
  for (let index = 0; entries.length < chosen.size && index < flat.length; index += 1) {
    const row = flat.rowAt(index);
    if (row?.kind === "entry" && chosen.has(row.key)) {
      entries.push(row.entry);
    }
  }
  return entries;
}
