import { File, FileLock2, FileSymlink, Folder, FolderOpen } from "lucide-react";
import type { Entry } from "../ipc/contract";
import { openReason } from "./treeActions";

/** What an entry is, as a picture. */
export function EntryIcon({ entry, isExpanded }: { entry: Entry; isExpanded: boolean }) {
  const Icon = iconOf(entry, isExpanded);
  return <Icon aria-hidden size={15} className="tree-icon" />;
}

function iconOf(entry: Entry, isExpanded: boolean) {
  if (openReason(entry) !== null) {
    return FileLock2;
  }
  switch (entry.kind) {
    case "folder":
      return isExpanded ? FolderOpen : Folder;
    case "symlink":
      return FileSymlink;
    case "file":
    case "other":
      return File;
  }
}

/** What an entry is, in words, where its icon alone tells. */
export function kindText({ kind }: Entry): string | null {
  switch (kind) {
    case "symlink":
      return "link";
    case "other":
      return "special file";
    case "file":
    case "folder":
      return null;
  }
}
