import { ErrorNotice } from "../components/ErrorNotice";
import { Skeleton } from "../components/Skeleton";
import { EntryRow } from "./EntryRow";
import { inOrder } from "./roots";
import { useListing } from "./useListing";

export type FolderProps = {
  workspaceId: string;
  path: string;
  /** The file in the editor. */
  openPath: string | null;
  onOpen: (path: string) => void;
};

/** The entries of a folder, listed when it is first shown. */
export function Folder({ workspaceId, path, openPath, onOpen }: FolderProps) {
  const { data: listing, error, refetch } = useListing(workspaceId, path);
  if (listing === undefined) {
    return error === null ? (
      <Skeleton label={`Loading ${path}`} lines={2} />
    ) : (
      <ErrorNotice title={`Could not list ${path}`} error={error} onRetry={() => void refetch()} />
    );
  }
  if (listing.entries.length === 0) {
    return <p className="tree-empty">Empty folder</p>;
  }
  return (
    <ul className="tree">
      {inOrder(listing.entries).map((entry) => (
        <EntryRow
          key={entry.path}
          workspaceId={workspaceId}
          entry={entry}
          openPath={openPath}
          onOpen={onOpen}
        />
      ))}
    </ul>
  );
}
