import { draftPaths, useDrafts } from "../files/drafts";

/** A dot where a workspace has unsaved text. */
export function UnsavedMark({ workspaceId }: { workspaceId: string }) {
  const count = useDrafts(({ drafts }) => draftPaths(drafts, workspaceId).length);
  if (count === 0) {
    return null;
  }
  const label = count === 1 ? "unsaved text in 1 file" : `unsaved text in ${count} files`;
  return <span className="dirty-dot" role="img" aria-label={label} title={label} />;
}
