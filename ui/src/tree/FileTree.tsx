import { ContextMenu } from "radix-ui";
import { useRef } from "react";
import { indexAt } from "../components/indexAt";
import { Untrusted } from "../components/Untrusted";
import type { Entry } from "../ipc/contract";
import { FilesBar } from "./FilesBar";
import { FilterBar } from "./FilterBar";
import { TreeDialogs } from "./TreeDialogs";
import { TreeMenu } from "./TreeMenu";
import { TreeProblem } from "./TreeProblem";
import { TreeScroll } from "./TreeScroll";
import { TreeStatus } from "./TreeStatus";
import { openReason, type TreeActionName, topmost, treeActions } from "./treeActions";
import { setExpanded } from "./treeStore";
import { type FileTreeOptions, useFileTree } from "./useFileTree";
import { useRowDrag } from "./useRowDrag";
import { removedText } from "./useTreeActions";
import { chosenEntries } from "./useTreeRows";

type FileTreeProps = FileTreeOptions & {
  base: string;
  /** The file in the editor. */
  openPath: string | null;
};

/** The folders and files of an instance, from a root on. */
export function FileTree({ base, openPath, ...options }: FileTreeProps) {
  const { workspaceId, root, onMoved, onRemoved } = options;
  const tree = useFileTree(options);
  const { flat, filtered, selection, actions, query, setQuery, rename, showsHidden } = tree;
  const { readOnlyReason } = tree;
  const picked = useRef<TreeActionName | null>(null);
  const { drag, press, hasDragged } = useRowDrag(workspaceId, draggedFrom, (entries, folder) =>
    actions.ask({ type: "move", entries, folder }),
  );

  function draggedFrom(element: Element): readonly Entry[] | null {
    const row = flat.rowAt(indexAt(element) ?? -1);
    const isBusy = readOnlyReason !== null || rename.renaming !== null;
    if (isBusy || row?.kind !== "entry" || openReason(row.entry) !== null) {
      return null;
    }
    return selection.chosen.has(row.key) ? topmost(chosenEntries(flat, selection)) : [row.entry];
  }

  // What is picked runs once the menu is gone, which would take the keyboard from a dialog or a name again.
  function afterMenu(event: Event) {
    event.preventDefault();
    tree.focus();
    const name = picked.current;
    picked.current = null;
    if (name !== null) {
      actions.run(name, tree.target());
    }
  }

  return (
    <>
      <FilesBar
        workspaceId={workspaceId}
        base={base}
        root={root}
        readOnlyReason={readOnlyReason}
        onRun={(name) => actions.run(name, tree.target())}
      />
      {readOnlyReason !== null && (
        <p className="hint">
          Read-only: <Untrusted text={readOnlyReason} />
        </p>
      )}
      <FilterBar
        input={tree.filterInput}
        query={query}
        onQuery={setQuery}
        matches={filtered?.matches ?? null}
        onLeave={tree.focus}
      />
      <ContextMenu.Root>
        <ContextMenu.Trigger asChild>
          <TreeScroll
            workspaceId={workspaceId}
            root={root}
            openPath={openPath}
            tree={tree}
            onPress={press}
            hasDragged={hasDragged}
          />
        </ContextMenu.Trigger>
        <TreeMenu
          groupsOf={() => treeActions(tree.target(), readOnlyReason, showsHidden)}
          onRun={(name) => {
            picked.current = name;
          }}
          onClosed={afterMenu}
        />
      </ContextMenu.Root>
      <TreeProblem root={root} tree={tree} />
      <TreeStatus workspaceId={workspaceId} tree={tree} said={actions.said} drag={drag} />
      <TreeDialogs
        workspaceId={workspaceId}
        question={actions.question}
        onClose={() => actions.ask(null)}
        onFileCreated={(path) => options.onOpen(path)}
        onFolderCreated={(path) => setExpanded(workspaceId, path, true)}
        onMoved={onMoved}
        onRemoved={(changed) => {
          actions.say(removedText(changed));
          onRemoved(changed.done);
        }}
      />
    </>
  );
}
