import {
  ChevronDown,
  ChevronRight,
  File,
  FileLock2,
  FileSymlink,
  Folder as FolderIcon,
} from "lucide-react";
import { useState } from "react";
import { sizeText } from "../components/size";
import { Untrusted } from "../components/Untrusted";
import type { Entry } from "../ipc/contract";
import { draftKey, useDrafts } from "./drafts";
import { Folder } from "./Folder";

type EntryRowProps = {
  workspaceId: string;
  entry: Entry;
  openPath: string | null;
  onOpen: (path: string) => void;
};

/** One line of the tree; a folder opens below itself. */
export function EntryRow(props: EntryRowProps) {
  return props.entry.kind === "folder" ? <FolderRow {...props} /> : <FileRow {...props} />;
}

function FolderRow({ workspaceId, entry, openPath, onOpen }: EntryRowProps) {
  const [isOpen, setIsOpen] = useState(false);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <li>
      <button
        type="button"
        className="tree-row"
        data-testid={`file-${entry.path}`}
        aria-expanded={isOpen}
        disabled={entry.lockedReason !== null}
        title={entry.lockedReason ?? undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Chevron aria-hidden size={14} className="faint" />
        <FolderIcon aria-hidden size={15} className="tree-icon" />
        <span className="tree-name">
          <Untrusted text={entry.name} />
        </span>
      </button>
      {isOpen && (
        <div className="tree-inside">
          <Folder workspaceId={workspaceId} path={entry.path} openPath={openPath} onOpen={onOpen} />
        </div>
      )}
    </li>
  );
}

function FileRow({ workspaceId, entry, openPath, onOpen }: EntryRowProps) {
  const isDirty = useDrafts(({ drafts }) => draftKey(workspaceId, entry.path) in drafts);
  const isLocked = entry.lockedReason !== null || entry.kind === "other";
  const Icon = isLocked ? FileLock2 : entry.kind === "symlink" ? FileSymlink : File;
  return (
    <li>
      <button
        type="button"
        className="tree-row"
        data-testid={`file-${entry.path}`}
        aria-current={openPath === entry.path}
        disabled={isLocked}
        title={entry.lockedReason ?? entry.path}
        onClick={() => onOpen(entry.path)}
      >
        <span className="tree-gap" />
        <Icon aria-hidden size={15} className="tree-icon" />
        <span className="tree-name">
          <Untrusted text={entry.name} />
        </span>
        {isDirty && <span className="dirty-dot" role="img" aria-label="unsaved" />}
        <span className="tree-size">{sizeText(entry.sizeBytes)}</span>
      </button>
      {entry.lockedReason !== null && (
        <p className="tree-locked">
          <Untrusted text={entry.lockedReason} />
        </p>
      )}
    </li>
  );
}
