import { useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import { Skeleton } from "../components/Skeleton";
import { Untrusted } from "../components/Untrusted";
import type { Listing } from "../ipc/contract";
import type { LegState } from "../panel/panelState";
import { useLast } from "../panel/useLast";
import { FilesBar } from "./FilesBar";
import { FileView } from "./FileView";
import { Folder } from "./Folder";
import { StrayDrafts } from "./StrayDrafts";

type FilesTabProps = {
  workspaceId: string;
  leg: LegState<Listing>;
  onRetry: () => void;
};

/** The instance's files: a tree, and an editor for the one that is open. */
export function FilesTab({ workspaceId, leg, onRetry }: FilesTabProps) {
  const [openPath, setOpenPath] = useState<string | null>(null);
  return (
    <div className="files" data-split={openPath !== null}>
      <Tree
        workspaceId={workspaceId}
        leg={leg}
        openPath={openPath}
        onOpen={setOpenPath}
        onRetry={onRetry}
      />
      <StrayDrafts workspaceId={workspaceId} openPath={openPath} onOpen={setOpenPath} />
      {openPath !== null && (
        <FileView
          key={openPath}
          workspaceId={workspaceId}
          path={openPath}
          onClose={() => setOpenPath(null)}
        />
      )}
    </div>
  );
}

type TreeProps = FilesTabProps & {
  openPath: string | null;
  onOpen: (path: string) => void;
};

function Tree({ workspaceId, leg, openPath, onOpen, onRetry }: TreeProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  // What is shown stays when the files are loaded again, and when that fails.
  const listing = useLast(leg.status === "ok" ? leg.value : null);
  if (leg.status === "not_offered") {
    return <p className="hint">This workspace has no files to show.</p>;
  }
  const problem = leg.status === "failed" && (
    <ErrorNotice title="Could not load the files" error={leg.error} onRetry={onRetry} />
  );
  if (listing === null) {
    return problem || <Skeleton label="Loading the files" lines={5} />;
  }
  const root = chosen ?? listing.path;
  return (
    <>
      <FilesBar
        workspaceId={workspaceId}
        base={listing.base}
        root={root}
        onRoot={setChosen}
        onCreated={onOpen}
      />
      {listing.readOnlyReason !== null && (
        <p className="hint">
          Read-only: <Untrusted text={listing.readOnlyReason} />
        </p>
      )}
      {problem || (
        <nav className="file-tree" aria-label="Files">
          <Folder
            key={root}
            workspaceId={workspaceId}
            path={root}
            openPath={openPath}
            onOpen={onOpen}
          />
        </nav>
      )}
    </>
  );
}
