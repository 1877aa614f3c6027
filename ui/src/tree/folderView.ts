import type { Entry, StoredAge } from "../ipc/contract";
import type { IpcError } from "../ipc/ipcError";
import { type FolderListing, shownCount } from "./folderListing";

/** A folder as the tree shows it. */
export type FolderView = {
  path: string;
  /** Its entries in order; those from `count` on do not belong to this state of it. */
  entries: readonly Entry[];
  count: number;
  /** How many there are in all; null while that is not known. */
  total: number | null;
  /** How many were counted; null unless more are on their way. */
  soFar: number | null;
  isLoading: boolean;
  error: IpcError | null;
  /** Names that were left out. */
  hidden: readonly string[];
  /** Why nothing can be written in it, as far as is known. */
  readOnlyReason: string | null;
  /** It is what was seen last, and why; null when it was listed now. */
  stored: StoredAge | null;
};

/** The view of a folder, whatever is known of it yet. */
export function folderView(
  path: string,
  listing: FolderListing | undefined,
  error: IpcError | null,
): FolderView {
  if (listing === undefined) {
    const nothing = { entries: [], count: 0, total: null, soFar: null };
    const rest = {
      hidden: [],
      readOnlyReason: null,
      stored: null,
      isLoading: error === null,
      error,
    };
    return { path, ...nothing, ...rest };
  }
  const isPartial = listing.soFar !== undefined;
  return {
    path,
    entries: listing.entries,
    count: shownCount(listing),
    total: isPartial ? null : listing.total,
    soFar: listing.soFar ?? null,
    isLoading: isPartial && error === null,
    error,
    hidden: listing.hidden,
    readOnlyReason: listing.readOnlyReason,
    stored: listing.stored,
  };
}
