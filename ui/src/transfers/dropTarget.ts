import { create } from "zustand";

/** A folder of a tree that files can be dropped onto. */
export type DropTarget = { workspaceId: string; folder: string };

/** The folder under what is dragged at the moment, to be highlighted; null for none. */
export const useDropTarget = create<{ target: DropTarget | null }>()(() => ({ target: null }));

export function setDropTarget(target: DropTarget | null): void {
  const present = useDropTarget.getState().target;
  if (present?.folder !== target?.folder || present?.workspaceId !== target?.workspaceId) {
    useDropTarget.setState({ target });
  }
}

/** Whether a folder is the one under what is dragged. */
export function useIsDropTarget(workspaceId: string, folder: string): boolean {
  return useDropTarget(
    ({ target }) => target?.folder === folder && target.workspaceId === workspaceId,
  );
}

/** What lies under a point of the window: a folder, a tree that takes nothing, or neither. */
export type Hit = { target: DropTarget } | { refusal: string } | null;

/**
 * Finds the folder under a point, in CSS pixels.
 *
 * @remarks A tree says by `data-drop-workspace` whose it is, its rows by `data-drop-folder` where what is dropped onto
 * them goes, and a tree that takes nothing says why by `data-drop-refusal`.
 */
export function hitFolder(x: number, y: number): Hit {
  const element = document.elementFromPoint(x, y);
  const tree = element?.closest<HTMLElement>("[data-drop-workspace]") ?? null;
  if (tree === null) {
    return null;
  }
  const { dropWorkspace: workspaceId, dropRefusal } = tree.dataset;
  const folder = element?.closest<HTMLElement>("[data-drop-folder]")?.dataset["dropFolder"];
  if (dropRefusal !== undefined) {
    return { refusal: dropRefusal };
  }
  return workspaceId === undefined || folder === undefined
    ? null
    : { target: { workspaceId, folder } };
}
