import { type KeyboardEvent, useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import { Skeleton } from "../components/Skeleton";
import type { Listing } from "../ipc/contract";
import { FreshnessNote } from "../panel/FreshnessNote";
import { useLegFreshness } from "../panel/freshness";
import { knownOf, type LegState, problemOf } from "../panel/legState";
import { SearchView } from "../search/SearchView";
import { FileTree } from "./FileTree";
import { useTreeView } from "./treeStore";

type FilesBrowserProps = {
  workspaceId: string;
  leg: LegState<Listing>;
  openPath: string | null;
  onOpen: (path: string) => void;
  onMoved: (from: string, to: string) => void;
  onRemoved: (paths: readonly string[]) => void;
  onRetry: () => void;
};

/** The way to a file: the tree, or a search in it. */
export function FilesBrowser({ leg, onRetry, ...tree }: FilesBrowserProps) {
  const { workspaceId, onOpen } = tree;
  const [searched, setSearched] = useState<string | null>(null);
  const view = useTreeView(workspaceId);
  // What is shown stays when the files are loaded again, and when that fails.
  const listing = knownOf(leg);
  const freshness = useLegFreshness(leg, "instance");
  if (leg.status === "not_offered") {
    return <p className="hint">This workspace has no files to show.</p>;
  }
  const error = problemOf(leg);
  if (listing === null) {
    return error === null ? (
      <Skeleton label="Loading the files" lines={5} />
    ) : (
      <ErrorNotice title="Could not load the files" error={error} onRetry={onRetry} />
    );
  }
  const root = view.root ?? listing.path;
  // That there is no network is said once, above everything; anything else has a remedy of its own.
  const isOffline = freshness?.reason === "offline";

  function searchByKey(event: KeyboardEvent) {
    const isControl = event.ctrlKey || event.metaKey;
    if (isControl && event.shiftKey && event.key.toLowerCase() === "f") {
      event.preventDefault();
      setSearched(root);
    }
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut of all that is in it.
    <div className="files-browser" onKeyDown={searchByKey}>
      <p className="files-age" data-testid="files-age">
        <FreshnessNote freshness={freshness} />
        {error !== null && isOffline && (
          <button type="button" className="link-button" onClick={onRetry}>
            Retry
          </button>
        )}
      </p>
      {error !== null && !isOffline && (
        <ErrorNotice title="Could not load the files" error={error} onRetry={onRetry} />
      )}
      {searched === null ? (
        <FileTree
          key={root}
          {...tree}
          base={listing.base}
          root={root}
          onSearch={(folder) => setSearched(folder)}
        />
      ) : (
        <SearchView
          workspaceId={workspaceId}
          folder={searched}
          onOpen={onOpen}
          onClose={() => setSearched(null)}
        />
      )}
    </div>
  );
}
