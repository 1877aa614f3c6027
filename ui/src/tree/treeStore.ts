import { create } from "zustand";

/** How the user has left the tree of a workspace. */
export type TreeView = {
  /** The folder that it begins at; null until the user chooses one. */
  root: string | null;
  /** Folders that are open, of all roots. */
  expanded: ReadonlySet<string>;
  /** Whether names such as `.git` are listed. */
  showsHidden: boolean;
};

type TreeStore = { views: Readonly<Record<string, TreeView>> };

const INITIAL: TreeView = { root: null, expanded: new Set(), showsHidden: false };

/** The trees by workspace id. They outlive their tab and panel, so that one finds them as they were. */
export const useTreeStore = create<TreeStore>()(() => ({ views: {} }));

export function useTreeView(workspaceId: string): TreeView {
  return useTreeStore(({ views }) => views[workspaceId] ?? INITIAL);
}

export function chooseRoot(workspaceId: string, root: string): void {
  change(workspaceId, () => ({ root }));
}

export function showHidden(workspaceId: string, showsHidden: boolean): void {
  change(workspaceId, () => ({ showsHidden }));
}

export function setExpanded(workspaceId: string, path: string, isExpanded: boolean): void {
  change(workspaceId, ({ expanded }) => {
    const next = new Set(expanded);
    if (isExpanded) {
      next.add(path);
    } else {
      next.delete(path);
    }
    return { expanded: next };
  });
}

/** After a folder was moved, or removed where `to` is null: it and what is below it stay as open as they were. */
export function moveExpanded(workspaceId: string, from: string, to: string | null): void {
  change(workspaceId, ({ expanded }) => ({
    expanded: new Set(
      [...expanded].flatMap((path) => {
        if (path !== from && !path.startsWith(`${from}/`)) {
          return [path];
        }
        return to === null ? [] : [to + path.slice(from.length)];
      }),
    ),
  }));
}

function change(workspaceId: string, to: (view: TreeView) => Partial<TreeView>): void {
  useTreeStore.setState(({ views }) => {
    const view = views[workspaceId] ?? INITIAL;
    return { views: { ...views, [workspaceId]: { ...view, ...to(view) } } };
  });
}
