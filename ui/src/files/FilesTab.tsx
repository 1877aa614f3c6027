import { useState } from "react";
import type { Listing } from "../ipc/contract";
import type { LegState } from "../panel/legState";
import { FilesBrowser } from "../tree/FilesBrowser";
import { FileView } from "./FileView";
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
      <FilesBrowser
        workspaceId={workspaceId}
        leg={leg}
        openPath={openPath}
        onOpen={setOpenPath}
        onMoved={(from, to) => setOpenPath((open) => pathAfterMove(open, from, to))}
        onRemoved={(paths) => setOpenPath((open) => pathAfterRemoval(open, paths))}
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

/** Where the open file is after something was moved. */
function pathAfterMove(open: string | null, from: string, to: string): string | null {
  const isMoved = open === from || open?.startsWith(`${from}/`) === true;
  return open !== null && isMoved ? to + open.slice(from.length) : open;
}

/** The open file, unless it was removed, by itself or with its folder. */
function pathAfterRemoval(open: string | null, paths: readonly string[]): string | null {
  const isGone = paths.some((path) => open === path || open?.startsWith(`${path}/`) === true);
  return isGone ? null : open;
}
