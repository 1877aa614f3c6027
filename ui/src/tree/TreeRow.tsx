import { ChevronDown, ChevronRight } from "lucide-react";
import { memo, type ReactNode } from "react";
import { Highlighted } from "../components/Highlighted";
import { sizeText } from "../components/size";
import { visibleText } from "../components/visibleText";
import { draftKey, useDrafts } from "../files/drafts";
import type { Entry } from "../ipc/contract";
import { useIsDropTarget } from "../transfers/dropTarget";
import { EntryIcon, kindText } from "./EntryIcon";
import type { EntryRow } from "./flatTree";
import { openReason } from "./treeActions";

type TreeRowProps = {
  workspaceId: string;
  id: string;
  index: number;
  top: number;
  entry: Entry;
  folder: string;
  level: number;
  position: number;
  size: number;
  isExpanded: boolean;
  isActive: boolean;
  isChosen: boolean;
  isOpen: boolean;
  query: string;
  /** Stands in place of the name while it is changed. */
  rename: ReactNode;
};

/** A name in the tree. Whatever is done with it is the tree's: rows are many, and come and go. */
export const TreeRow = memo(function TreeRow(props: TreeRowProps) {
  const { workspaceId, entry, isExpanded, isActive, isChosen, isOpen, query, rename } = props;
  const isFolder = entry.kind === "folder";
  const reason = openReason(entry);
  const dropFolder = isFolder && reason === null ? entry.path : props.folder;
  const isTarget = useIsDropTarget(workspaceId, entry.path) && dropFolder === entry.path;
  const kind = kindText(entry);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the keyboard, and names its active row.
    <div
      role="treeitem"
      id={props.id}
      className="tree-row"
      data-testid={`file-${entry.path}`}
      data-index={props.index}
      data-drop-folder={dropFolder}
      data-active={isActive}
      data-target={isTarget}
      data-locked={reason !== null}
      aria-level={props.level}
      aria-posinset={props.position}
      aria-setsize={props.size}
      aria-expanded={isFolder ? isExpanded : undefined}
      aria-selected={isChosen}
      aria-current={isOpen}
      aria-description={reason ?? undefined}
      title={reason ?? visibleText(entry.path)}
      style={{ top: props.top, paddingLeft: indent(props.level) }}
    >
      {isFolder ? <Chevron isExpanded={isExpanded} /> : <span className="tree-gap" />}
      <EntryIcon entry={entry} isExpanded={isExpanded} />
      {rename ?? (
        <span className="tree-name">
          <Highlighted text={entry.name} query={query} />
          {kind !== null && <span className="visually-hidden">, {kind}</span>}
        </span>
      )}
      <UnsavedDot workspaceId={workspaceId} path={entry.path} />
      {!isFolder && rename === null && (
        <span className="tree-size">{sizeText(entry.sizeBytes)}</span>
      )}
    </div>
  );
});

/** What a row of the flat tree gives to the component. */
export function rowProps({ entry, folder, level, position, size, isExpanded }: EntryRow) {
  return { entry, folder, level, position, size, isExpanded };
}

/** Where a row of this level begins, in pixels. */
export function indent(level: number): number {
  return 8 + (level - 1) * 14;
}

function Chevron({ isExpanded }: { isExpanded: boolean }) {
  const Icon = isExpanded ? ChevronDown : ChevronRight;
  return <Icon aria-hidden size={14} className="faint tree-chevron" />;
}

function UnsavedDot({ workspaceId, path }: { workspaceId: string; path: string }) {
  const isDirty = useDrafts(({ drafts }) => draftKey(workspaceId, path) in drafts);
  return isDirty ? <span className="dirty-dot" role="img" aria-label="unsaved" /> : null;
}
