import type { FlatTree } from "./flatTree";

/** What a key means in the tree. */
export type TreeCommand =
  | { type: "move"; to: number; how: "choose" | "extend" | "look" }
  | { type: "expand" | "collapse"; path: string }
  | {
      type:
        | "open"
        | "toggle"
        | "rename"
        | "remove"
        | "choose_all"
        | "copy"
        | "filter"
        | "search"
        | "clear"
        | "refresh"
        | "menu";
    }
  | { type: "type"; character: string };

type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/** What a key press means while the row at `index` has the keyboard; null for nothing of the tree's. */
export function treeCommand(
  press: KeyPress,
  flat: FlatTree,
  index: number,
  pageSize: number,
): TreeCommand | null {
  if (press.altKey) {
    return null;
  }
  const { key, shiftKey } = press;
  const isControl = press.ctrlKey || press.metaKey;
  const to = target(key, flat, index, pageSize);
  if (to !== null) {
    return { type: "move", to, how: shiftKey ? "extend" : isControl ? "look" : "choose" };
  }
  const withControl = isControl ? controlCommand(key.toLowerCase(), shiftKey) : null;
  if (isControl) {
    return withControl;
  }
  return sideways(key, flat, index) ?? plainCommand(key, shiftKey);
}

function target(key: string, flat: FlatTree, index: number, pageSize: number): number | null {
  const last = flat.length - 1;
  if (last < 0) {
    return null;
  }
  const at = (wanted: number) => Math.min(last, Math.max(0, wanted));
  switch (key) {
    case "ArrowDown":
      return at(index + 1);
    case "ArrowUp":
      return at(index < 0 ? last : index - 1);
    case "PageDown":
      return at(index + pageSize);
    case "PageUp":
      return at(index - pageSize);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

function controlCommand(key: string, isShift: boolean): TreeCommand | null {
  if (isShift) {
    return key === "f" ? { type: "search" } : null;
  }
  switch (key) {
    case "a":
      return { type: "choose_all" };
    case "c":
      return { type: "copy" };
    case "f":
      return { type: "filter" };
    case "r":
      return { type: "refresh" };
    case " ":
      return { type: "toggle" };
    case "backspace":
      return { type: "remove" };
    default:
      return null;
  }
}

/** Right opens a folder, then goes into it; Left closes it, then goes out of it. */
function sideways(key: string, flat: FlatTree, index: number): TreeCommand | null {
  const row = flat.rowAt(index);
  if (row === undefined || (key !== "ArrowRight" && key !== "ArrowLeft")) {
    return null;
  }
  const isFolder = row.kind === "entry" && row.entry.kind === "folder";
  if (key === "ArrowRight") {
    if (!isFolder) {
      return null;
    }
    const isInside = flat.rowAt(index + 1)?.level === row.level + 1;
    return row.isExpanded
      ? isInside
        ? { type: "move", to: index + 1, how: "choose" }
        : null
      : { type: "expand", path: row.key };
  }
  if (isFolder && row.isExpanded) {
    return { type: "collapse", path: row.key };
  }
  const parent = flat.indexOf(row.folder);
  return parent === -1 ? null : { type: "move", to: parent, how: "choose" };
}

function plainCommand(key: string, isShift: boolean): TreeCommand | null {
  switch (key) {
    case "Enter":
    case " ":
      return { type: "open" };
    case "F2":
      return { type: "rename" };
    case "Delete":
      return { type: "remove" };
    case "F5":
      return { type: "refresh" };
    case "Escape":
      return { type: "clear" };
    case "/":
      return { type: "filter" };
    case "ContextMenu":
      return { type: "menu" };
    case "F10":
      return isShift ? { type: "menu" } : null;
    default:
      return key.length === 1 ? { type: "type", character: key } : null;
  }
}
