import { useQueryClient } from "@tanstack/react-query";
import { FilePlus2, RefreshCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import { IconButton } from "../components/IconButton";
import { Skeleton } from "../components/Skeleton";
import { Untrusted } from "../components/Untrusted";
import type { Listing } from "../ipc/contract";
import type { LegState } from "../panel/panelState";
import { useLast } from "../panel/useLast";
import { FileView } from "./FileView";
import { Folder } from "./Folder";
import { fileKeys } from "./fileKeys";
import { NewFileDialog } from "./NewFileDialog";
import { rootsFor } from "./roots";

type FilesTabProps = {
  workspaceId: string;
  leg: LegState<Listing>;
  onRetry: () => void;
};

/** The instance's files: a tree, and an editor for the one that is open. */
export function FilesTab({ workspaceId, leg, onRetry }: FilesTabProps) {
  // What is open stays open when the files are loaded again, and when that fails.
  const listing = useLast(leg.status === "ok" ? leg.value : null);
  if (leg.status === "not_offered") {
    return <p className="hint">This workspace has no files to show.</p>;
  }
  const problem = leg.status === "failed" && (
    <ErrorNotice title="Could not load the files" error={leg.error} onRetry={onRetry} />
  );
  if (listing !== null) {
    return (
      <Files workspaceId={workspaceId} listing={listing}>
        {problem}
      </Files>
    );
  }
  return problem === false ? (
    <Skeleton label="Loading the files" lines={5} />
  ) : (
    <div className="tab-scroll">{problem}</div>
  );
}

type FilesProps = {
  workspaceId: string;
  listing: Listing;
  /** What is wrong with the folder, above the open file. */
  children: ReactNode;
};

function Files({ workspaceId, listing, children }: FilesProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [openPath, setOpenPath] = useState<string | null>(null);
  const root = chosen ?? listing.path;

  return (
    <div className="files" data-split={openPath !== null}>
      <FilesBar
        workspaceId={workspaceId}
        base={listing.base}
        root={root}
        onRoot={setChosen}
        onCreated={setOpenPath}
      />
      {listing.readOnlyReason !== null && (
        <p className="hint">
          Read-only: <Untrusted text={listing.readOnlyReason} />
        </p>
      )}
      {children || (
        <nav className="file-tree" aria-label="Files">
          <Folder
            key={root}
            workspaceId={workspaceId}
            path={root}
            openPath={openPath}
            onOpen={setOpenPath}
          />
        </nav>
      )}
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

type FilesBarProps = {
  workspaceId: string;
  base: string;
  root: string;
  onRoot: (path: string) => void;
  onCreated: (path: string) => void;
};

function FilesBar({ workspaceId, base, root, onRoot, onCreated }: FilesBarProps) {
  const queryClient = useQueryClient();
  const [isNaming, setIsNaming] = useState(false);

  function refresh() {
    void queryClient.invalidateQueries({ queryKey: fileKeys.listings(workspaceId) });
  }

  return (
    <div className="files-bar">
      <select
        className="select"
        aria-label="Folder to browse"
        data-testid="files-root"
        value={root}
        onChange={(event) => onRoot(event.target.value)}
      >
        {rootsFor(base).map(({ path, label }) => (
          <option key={path} value={path}>
            {label}
          </option>
        ))}
      </select>
      <IconButton label="New file" icon={FilePlus2} onClick={() => setIsNaming(true)} />
      <IconButton label="Refresh files" icon={RefreshCw} onClick={refresh} />
      {isNaming && (
        <NewFileDialog
          workspaceId={workspaceId}
          folder={root}
          onClose={() => setIsNaming(false)}
          onCreated={onCreated}
        />
      )}
    </div>
  );
}
