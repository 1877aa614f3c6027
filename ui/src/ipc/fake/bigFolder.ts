import type { Entry, Listing, ListingPart } from "../contract";
import { type FakeOptions, pause } from "./options";

/** A folder with as many entries as the options say. */
export const BIG_FOLDER = "/workspace/big";

const FIRST = 500;
const CHUNK = 2_000;
/** How many are read between two reports. */
const READ = 5_000;

export function isBig({ bigFolder }: FakeOptions, path: string): boolean {
  return bigFolder > 0 && path === BIG_FOLDER;
}

/** Lists a large folder as the backend does: the first names that come, counts, then all in order. */
export async function bigListing(
  options: FakeOptions,
  path: string,
  onPart: (part: ListingPart) => void,
): Promise<Listing> {
  const { bigFolder: total, delayMs } = options;
  // As they lie on the disk: in no order, but sorted among themselves.
  const step = Math.max(1, Math.floor(total / FIRST));
  const first = Array.from({ length: Math.min(FIRST, total) }, (_, at) => entryAt(path, at * step));
  onPart({ type: "first", entries: first });
  for (let entries = READ; entries < total; entries += READ) {
    await pause(delayMs);
    onPart({ type: "count", entries });
  }
  for (let from = 0; from < total; from += CHUNK) {
    await pause(delayMs === 0 ? 0 : 5);
    const length = Math.min(CHUNK, total - from);
    const entries = Array.from({ length }, (_, at) => entryAt(path, from + at));
    // What comes through a channel is text first.
    onPart(JSON.parse(JSON.stringify({ type: "chunk", entries })) as ListingPart);
  }
  return {
    base: "/configs",
    path,
    entries: [],
    total,
    hidden: [],
    readOnlyReason: null,
    stored: null,
  };
}

function entryAt(folder: string, index: number): Entry {
  const name = `run-${String(index).padStart(6, "0")}.json`;
  return {
    name,
    path: `${folder}/${name}`,
    kind: "file",
    sizeBytes: 200 + (index % 9_000),
    modifiedMs: 1_790_000_000_000 + index,
    lockedReason: null,
  };
}
