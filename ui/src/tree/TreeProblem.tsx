import { ErrorNotice } from "../components/ErrorNotice";
import { visibleText } from "../components/visibleText";
import type { FileTreeModel } from "./useFileTree";

type TreeProblemProps = { root: string; tree: FileTreeModel };

/** Why a folder could not be listed, with the ways out of it: the one that was gone to, or else the root. */
export function TreeProblem({ root, tree }: TreeProblemProps) {
  const row = tree.flat.rowAt(tree.active);
  const folder = row?.kind === "failed" ? row.folder : root;
  const error = tree.views.get(folder)?.error ?? null;
  return (
    error !== null && (
      <ErrorNotice
        title={`Could not list ${visibleText(folder)}`}
        error={error}
        onRetry={tree.actions.refresh}
      />
    )
  );
}
