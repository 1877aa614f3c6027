import type { Entry } from "../ipc/contract";

/** What can be done in the tree, by menu and by key. */
export type TreeActionName =
  | "open"
  | "new_file"
  | "new_folder"
  | "rename"
  | "move"
  | "remove"
  | "upload_files"
  | "upload_folder"
  | "download"
  | "copy_path"
  | "copy_relative"
  | "search"
  | "show_hidden"
  | "refresh"
  | "properties";

export type TreeAction = {
  name: TreeActionName;
  label: string;
  shortcut?: string;
  /** Why it cannot be done now. */
  disabledReason: string | null;
};

/** What an action is about. */
export type TreeTarget = {
  /** The chosen entries; none for the empty area. */
  entries: readonly Entry[];
  /** Where new things go. */
  folder: string;
};

/** The most that `stat_files` takes. */
const STAT_LIMIT = 100;

/** The actions for a target, in the groups of the menu. */
export function treeActions(
  { entries }: TreeTarget,
  readOnlyReason: string | null,
  showsHidden: boolean,
): TreeAction[][] {
  const [only] = entries.length === 1 ? entries : [];
  const locked = entries.find(({ lockedReason }) => lockedReason !== null)?.lockedReason ?? null;
  const change = readOnlyReason ?? locked;
  const one = only === undefined ? "Choose one entry" : null;
  const few = entries.length > STAT_LIMIT ? `Choose at most ${STAT_LIMIT} entries` : null;
  const paths = entries.length > 1 ? "paths" : "path";
  const above: TreeAction[] = [
    { name: "open", label: "Open", shortcut: "Enter", disabledReason: one ?? openReason(only) },
  ];
  const created: TreeAction[] = [
    { name: "new_file", label: "New file…", disabledReason: readOnlyReason },
    { name: "new_folder", label: "New folder…", disabledReason: readOnlyReason },
  ];
  const changed: TreeAction[] = [
    { name: "rename", label: "Rename…", shortcut: "F2", disabledReason: one ?? change },
    { name: "move", label: "Move to…", disabledReason: change },
    { name: "remove", label: "Delete…", shortcut: "Delete", disabledReason: change },
  ];
  const sent: TreeAction[] = [
    { name: "upload_files", label: "Upload files…", disabledReason: readOnlyReason },
    { name: "upload_folder", label: "Upload folder…", disabledReason: readOnlyReason },
  ];
  const fetched: TreeAction[] = [{ name: "download", label: "Download…", disabledReason: locked }];
  const copied: TreeAction[] = [
    { name: "copy_path", label: `Copy ${paths}`, shortcut: "Ctrl-C", disabledReason: null },
    { name: "copy_relative", label: `Copy relative ${paths}`, disabledReason: null },
  ];
  const whole: TreeAction[] = [
    { name: "search", label: "Search in folder…", shortcut: "Ctrl-Shift-F", disabledReason: null },
    {
      name: "show_hidden",
      label: showsHidden ? "Leave out hidden entries" : "Show hidden entries",
      disabledReason: null,
    },
    { name: "refresh", label: "Refresh", shortcut: "F5", disabledReason: null },
  ];
  const known: TreeAction[] = [
    { name: "properties", label: "Properties…", disabledReason: few ?? locked },
  ];
  return entries.length === 0
    ? [created, sent, whole]
    : [above, created, changed, [...sent, ...fetched], copied, whole, known];
}

/** Why an entry cannot be opened. */
export function openReason(entry: Entry | undefined): string | null {
  if (entry?.kind === "other") {
    return entry.lockedReason ?? "It is neither a file nor a folder.";
  }
  return entry?.lockedReason ?? null;
}

/** Without what lies in a folder that is among them, too. */
export function topmost(entries: readonly Entry[]): Entry[] {
  const folders = new Set(entries.flatMap(({ kind, path }) => (kind === "folder" ? [path] : [])));
  return entries.filter(({ path }) => {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      if (folders.has(path.slice(0, end))) {
        return false;
      }
    }
    return true;
  });
}
