import type { Entry, ListFiles, Listing } from "../ipc/contract";
import type { Host } from "../ipc/host";
import { IpcError } from "../ipc/ipcError";

/** How long the last chunks of a folder may come after the reply that counts them. */
const CHUNKS_MS = 30_000;

/**
 * A folder as it is kept in the cache. While `soFar` is there, more is on its way: `entries` holds the first
 * `shown` of them, and grows at its end.
 *
 * @remarks `entries` is shared and appended to, never copied: 100,000 copied once a chunk would stall the window.
 */
export type FolderListing = Listing & {
  /** How many entries were counted, while more are on their way. */
  soFar?: number;
  /** How many of `entries` belong to this state of the folder. */
  shown?: number;
};

/** The number of entries that are there to be shown. */
export function shownCount({ entries, shown }: FolderListing): number {
  return shown ?? entries.length;
}

/**
 * Lists a folder. Those with many entries are told by `onPart` as they grow.
 *
 * @remarks The reply may overtake the last chunks, which a channel delivers by itself: it is waited for them.
 * @throws IpcError `internal` when chunks are missing in the end.
 */
export async function listFolder(
  host: Host,
  args: ListFiles,
  onPart: (listing: FolderListing) => void,
): Promise<FolderListing> {
  const entries: Entry[] = [];
  let first: readonly Entry[] = [];
  let counted = 0;
  let arrived = () => {};

  const listing = await host.listFiles(args, (part) => {
    switch (part.type) {
      case "first":
        first = part.entries;
        counted = Math.max(counted, first.length);
        break;
      case "count":
        counted = part.entries;
        break;
      case "chunk":
        for (const entry of part.entries) {
          entries.push(entry);
        }
        counted = Math.max(counted, entries.length);
        arrived();
        break;
    }
    onPart(partial(args.path, entries.length > 0 ? entries : [...first], counted));
  });

  if (listing.entries.length === listing.total) {
    return listing;
  }
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      const message = `${entries.length} of ${listing.total} entries of ${args.path} arrived`;
      reject(new IpcError("internal", message));
    }, CHUNKS_MS);
    arrived = () => {
      if (entries.length >= listing.total) {
        clearTimeout(late);
        resolve();
      }
    };
    arrived();
  });
  return { ...listing, entries };
}

function partial(path: string, entries: Entry[], soFar: number): FolderListing {
  const rest = { base: "", total: soFar, hidden: [], readOnlyReason: null, stored: null };
  return { ...rest, path, entries, soFar, shown: entries.length };
}
