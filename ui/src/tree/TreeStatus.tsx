import { visibleText } from "../components/visibleText";
import { unsavedIn } from "./changeEntries";
import { openReason } from "./treeActions";
import type { FileTreeModel } from "./useFileTree";
import type { RowDrag } from "./useRowDrag";

type TreeStatusProps = {
  workspaceId: string;
  tree: FileTreeModel;
  /** What the last action has done. */
  said: string;
  drag: RowDrag | null;
};

/** Below the tree: what there is to know of the row with the keyboard, of what is chosen, and of what was done. */
export function TreeStatus({ workspaceId, tree, said, drag }: TreeStatusProps) {
  const text = statusText(workspaceId, tree);
  return (
    <>
      <p className="tree-status">
        <span role="status">{text ?? said}</span>
        {text === null && <span>{loadingText(tree.views)}</span>}
      </p>
      {drag !== null && (
        <div className="tree-drag" aria-hidden style={{ left: drag.x + 12, top: drag.y + 8 }}>
          {drag.entries.length === 1
            ? visibleText(drag.entries[0]?.name ?? "")
            : `${drag.entries.length} entries`}
        </div>
      )}
    </>
  );
}

function statusText(workspaceId: string, tree: FileTreeModel): string | null {
  const { renaming } = tree.rename;
  if (renaming !== null) {
    const unsaved = unsavedIn(workspaceId, [renaming.path]).length;
    return unsaved === 0 ? null : "Its unsaved text comes along.";
  }
  const row = tree.flat.rowAt(tree.active);
  const reason = row?.kind === "entry" ? openReason(row.entry) : null;
  if (reason !== null) {
    return visibleText(reason);
  }
  const { size } = tree.selection.chosen;
  return size > 1 ? `${size.toLocaleString("en")} chosen` : null;
}

/** How far a folder is that comes in parts; not announced, since it changes all the time. */
function loadingText(views: FileTreeModel["views"]): string | null {
  const loading = [...views.values()].find(({ isLoading, soFar }) => isLoading && soFar !== null);
  return loading === undefined
    ? null
    : `${visibleText(loading.path)}: ${loading.soFar?.toLocaleString("en")} so far…`;
}
