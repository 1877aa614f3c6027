import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { fileKeys } from "../files/fileKeys";
import { type FilteredTree, filterSteps } from "./filterTree";
import type { FolderListing } from "./folderListing";
import { type FolderView, folderView } from "./folderView";
import { runSliced } from "./runSliced";

/** Long enough for the next letter to come first. */
const PAUSE_MS = 80;

/** The tree that a filter leaves of what is loaded, open or not; null while there is no filter, or no result yet. */
export function useFilteredTree(
  workspaceId: string,
  root: string,
  views: ReadonlyMap<string, FolderView>,
  showsHidden: boolean,
  query: string,
): FilteredTree | null {
  const queryClient = useQueryClient();
  const [filtered, setFiltered] = useState<FilteredTree | null>(null);
  useEffect(() => {
    if (query === "") {
      setFiltered(null);
      return;
    }
    const stop = new AbortController();
    const wait = setTimeout(() => {
      const loaded = loadedViews(queryClient, workspaceId, showsHidden, views);
      void runSliced(filterSteps(root, loaded, query), stop.signal).then((result) => {
        if (result !== null) {
          setFiltered(result);
        }
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [queryClient, workspaceId, root, views, showsHidden, query]);
  return query === "" ? null : filtered;
}

/** What is shown, and what was listed before and is closed now. */
function loadedViews(
  queryClient: QueryClient,
  workspaceId: string,
  showsHidden: boolean,
  views: ReadonlyMap<string, FolderView>,
): Map<string, FolderView> {
  const queryKey = fileKeys.listings(workspaceId);
  const loaded = new Map<string, FolderView>();
  for (const [key, listing] of queryClient.getQueriesData<FolderListing>({ queryKey })) {
    if (listing !== undefined && key.at(-1) === showsHidden) {
      loaded.set(listing.path, folderView(listing.path, listing, null));
    }
  }
  for (const [path, view] of views) {
    loaded.set(path, view);
  }
  return loaded;
}
