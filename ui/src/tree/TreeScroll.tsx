import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  useId,
} from "react";
import { indexAt } from "../components/indexAt";
import { useVirtualRows } from "../components/useVirtualRows";
import { useIsDropTarget } from "../transfers/dropTarget";
import { FolderNote } from "./FolderNote";
import { RenameInput } from "./RenameInput";
import { rowProps, TreeRow } from "./TreeRow";
import { showHidden } from "./treeStore";
import type { FileTreeModel } from "./useFileTree";

type TreeScrollProps = {
  workspaceId: string;
  root: string;
  openPath: string | null;
  tree: FileTreeModel;
  onPress: (event: PointerEvent) => void;
  /** Whether the press that ends now was a drag, and no click. */
  hasDragged: () => boolean;
  children?: ReactNode;
};

/** The rows of the tree, as many as there is room for. One listener does for all of them. */
export function TreeScroll(props: TreeScrollProps) {
  const { workspaceId, root, openPath, tree, onPress, hasDragged, ...rest } = props;
  const { flat, selection, active, scroller, rename, readOnlyReason } = tree;
  const id = useId();
  const { rows, height, pageSize } = useVirtualRows(scroller, flat.length, active);
  const isTarget = useIsDropTarget(workspaceId, root);
  const idOf = (index: number) => `${id}-${index}`;

  function onClick(event: MouseEvent) {
    const index = indexAt(event.target);
    if (index !== null && !hasDragged() && !isControl(event.target)) {
      tree.clickRow(event, index);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!isControl(event.target)) {
      tree.onKeyDown(event, pageSize(), () => openMenu(document.getElementById(idOf(active))));
    }
  }

  return (
    <div
      {...rest}
      ref={scroller}
      className="tree-scroll virtual-scroll"
      role="tree"
      aria-label="Files"
      aria-multiselectable
      aria-activedescendant={active === -1 ? undefined : idOf(active)}
      tabIndex={0}
      data-target={isTarget}
      data-drop-workspace={workspaceId}
      data-drop-folder={root}
      data-drop-refusal={readOnlyReason ?? undefined}
      onClick={onClick}
      onContextMenuCapture={(event) => tree.aim(indexAt(event.target))}
      onFocus={(event) =>
        event.target === event.currentTarget && active === -1 && tree.goTo(0, "look")
      }
      onKeyDown={onKeyDown}
      onPointerDown={onPress}
    >
      <div className="virtual-rows" role="presentation" style={{ height }}>
        {rows.map(({ index, top }) => {
          const row = flat.rowAt(index);
          if (row === undefined) {
            return null;
          }
          const shared = { id: idOf(index), index, top, isActive: index === active };
          return row.kind === "entry" ? (
            <TreeRow
              key={row.key}
              workspaceId={workspaceId}
              {...shared}
              {...rowProps(row)}
              isChosen={selection.chosen.has(row.key)}
              isOpen={row.key === openPath}
              query={tree.query}
              rename={rename.renaming?.path === row.key ? <Renaming tree={tree} /> : null}
            />
          ) : (
            <FolderNote
              key={row.key}
              row={row}
              {...shared}
              onRetry={tree.actions.refresh}
              onShowHidden={() => showHidden(workspaceId, true)}
            />
          );
        })}
      </div>
    </div>
  );
}

function Renaming({ tree: { rename, focus } }: { tree: FileTreeModel }) {
  const { renaming } = rename;
  if (renaming === null) {
    return null;
  }
  const { path, failed, isPending } = renaming;
  return (
    <RenameInput
      name={path.slice(path.lastIndexOf("/") + 1)}
      failed={failed}
      isPending={isPending}
      onRename={(name) => void rename.rename(name)}
      onCancel={() => {
        rename.cancel();
        focus();
      }}
    />
  );
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("button, input") !== null;
}

/** Opens the menu by the keyboard: where the row is. */
function openMenu(row: HTMLElement | null): void {
  const { left, bottom } = (row ?? document.body).getBoundingClientRect();
  const at = { clientX: left + 40, clientY: bottom - 4 };
  row?.dispatchEvent(
    new window.MouseEvent("contextmenu", { bubbles: true, cancelable: true, ...at }),
  );
}
