import { type KeyboardEvent, type MouseEvent, useRef, useState } from "react";
import { useReadOnlyReason } from "../files/useReadOnlyReason";
import type { Entry } from "../ipc/contract";
import type { TreeRow } from "./flatTree";
import { choose, chooseAll, clear, extend, look, toggle } from "./selection";
import { openReason, type TreeTarget } from "./treeActions";
import { treeCommand } from "./treeKeys";
import { setExpanded, showHidden } from "./treeStore";
import { useRename } from "./useRename";
import { useTreeActions } from "./useTreeActions";
import { chosenEntries, useTreeRows } from "./useTreeRows";
import { useTypeAhead } from "./useTypeAhead";

export type FileTreeOptions = {
  workspaceId: string;
  root: string;
  onOpen: (path: string) => void;
  /** A file or a folder has another path now. */
  onMoved: (from: string, to: string) => void;
  onRemoved: (paths: readonly string[]) => void;
  onSearch: (folder: string) => void;
};

/** All that the tree knows and does, but for how it looks. */
export function useFileTree(options: FileTreeOptions) {
  const { workspaceId, root, onMoved } = options;
  const [query, setQuery] = useState("");
  const tree = useTreeRows(workspaceId, root, query);
  const { flat, views, selection, select, active } = tree;
  const bySettings = useReadOnlyReason(workspaceId);
  const readOnlyReason = bySettings ?? views.get(root)?.readOnlyReason ?? null;
  const filterInput = useRef<HTMLInputElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const typeAhead = useTypeAhead();
  const rename = useRename(workspaceId, (from, to) => {
    select(() => choose(to, true));
    onMoved(from, to);
    focus();
  });
  const actions = useTreeActions({
    ...options,
    readOnlyReason,
    onRename: rename.begin,
    onOpen: openPath,
  });

  function focus() {
    scroller.current?.focus({ preventScroll: true });
  }

  function openPath(path: string) {
    const index = flat.indexOf(path);
    const row = flat.rowAt(index);
    if (row?.kind === "entry" && row.entry.kind === "folder") {
      setExpanded(workspaceId, path, !row.isExpanded);
    } else {
      options.onOpen(path);
    }
  }

  function openRow(row: TreeRow) {
    if (row.kind === "entry") {
      if (openReason(row.entry) === null) {
        openPath(row.key);
      }
    } else if (row.kind === "failed") {
      actions.refresh();
    } else if (row.kind === "hidden") {
      showHidden(workspaceId, true);
    }
  }

  /** What a command is about: all that is chosen, or, where nothing is, the folder shown. */
  function target(): TreeTarget {
    const entries = chosenEntries(flat, selection);
    return { entries, folder: folderFor(entries) ?? root };
  }

  function clickRow(event: MouseEvent, index: number) {
    const row = flat.rowAt(index);
    if (row === undefined) {
      return;
    }
    if (event.shiftKey) {
      select((now) => extend(now, flat, index));
    } else if (event.ctrlKey || event.metaKey) {
      select((now) => (row.kind === "entry" ? toggle(now, row.key) : look(now, row.key)));
    } else {
      select(() => choose(row.key, row.kind === "entry"));
      if (row.kind === "entry") {
        openRow(row);
      }
    }
  }

  /** Before the menu opens: it is about the row, or about all that are chosen when the row is one of them. */
  function aim(index: number | null) {
    const row = index === null ? undefined : flat.rowAt(index);
    if (row === undefined) {
      select(clear);
    } else if (row.kind !== "entry" || !selection.chosen.has(row.key)) {
      select(() => choose(row.key, row.kind === "entry"));
    }
  }

  function goTo(index: number, how: "choose" | "extend" | "look") {
    const row = flat.rowAt(index);
    if (row === undefined) {
      return;
    }
    const isEntry = row.kind === "entry";
    select((now) =>
      how === "extend"
        ? extend(now, flat, index)
        : how === "look"
          ? look(now, row.key)
          : choose(row.key, isEntry),
    );
  }

  /** Whether Escape had something to clear. */
  function clearAll(): boolean {
    const hadSome = query !== "" || selection.chosen.size > 0;
    setQuery("");
    select(clear);
    return hadSome;
  }

  function onKeyDown(event: KeyboardEvent, pageSize: number, openMenu: () => void) {
    const command = treeCommand(event, flat, active, pageSize);
    if (command === null || (command.type === "clear" && !clearAll())) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const row = flat.rowAt(active);
    switch (command.type) {
      case "move":
        return goTo(command.to, command.how);
      case "expand":
        return setExpanded(workspaceId, command.path, true);
      case "collapse":
        // What a filter has found stays in sight.
        return tree.filtered === null && setExpanded(workspaceId, command.path, false);
      case "open":
        return row && openRow(row);
      case "toggle":
        return row?.kind === "entry" && select((now) => toggle(now, row.key));
      case "rename":
      case "remove":
        return actions.run(command.type, target());
      case "choose_all":
        return select((now) => chooseAll(now, flat));
      case "copy":
        return actions.run("copy_path", target());
      case "filter":
        return filterInput.current?.focus();
      case "search":
        return actions.run("search", target());
      case "refresh":
        return actions.refresh();
      case "menu":
        return openMenu();
      case "type": {
        const index = typeAhead(command.character, flat, active);
        return index !== -1 && goTo(index, "choose");
      }
      case "clear":
        return;
    }
  }

  return {
    ...tree,
    readOnlyReason,
    query,
    setQuery,
    filterInput,
    scroller,
    actions,
    rename,
    target,
    clickRow,
    aim,
    goTo,
    focus,
    onKeyDown,
  };
}

export type FileTreeModel = ReturnType<typeof useFileTree>;

/** Where new things go beside what is chosen: into a folder, or beside a file. */
function folderFor(entries: readonly Entry[]): string | null {
  const [only] = entries.length === 1 ? entries : [];
  if (only === undefined) {
    return null;
  }
  return only.kind === "folder" ? only.path : only.path.slice(0, only.path.lastIndexOf("/")) || "/";
}
