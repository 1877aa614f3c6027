import type {
  CreateFolder,
  Entry,
  ListFiles,
  Listing,
  ListingPart,
  MoveEntry,
  Removed,
  RemoveFolder,
} from "../contract";
import { IpcError } from "../ipcError";
import { bigListing, isBig } from "./bigFolder";
import { MODIFIED_MS, refuseOtherInstance, refuseReadOnly } from "./files";
import type { FakeOptions } from "./options";
import type { FakeWorld } from "./world";

/** Names that are left out of a listing, unless it is to show them. */
const HIDDEN = [".git", "node_modules", ".DS_Store"];

/** The direct entries of an invented folder, in the backend's order. */
export function listFolder(world: FakeWorld, path: string, showsHidden = false): Listing {
  const all = entriesOf(world, path);
  if (all.length === 0 && !world.folders.has(path)) {
    throw new IpcError("not_found", `${path}: no such folder`);
  }
  const entries = all
    .filter(({ name }) => showsHidden || !HIDDEN.includes(name))
    .toSorted(
      (a, b) =>
        Number(b.kind === "folder") - Number(a.kind === "folder") ||
        a.name.localeCompare(b.name, undefined, { numeric: true }),
    );
  const shown = new Set(entries);
  return {
    base: "/configs",
    path,
    entries,
    total: entries.length,
    hidden: all.filter((entry) => !shown.has(entry)).map(({ name }) => name),
    readOnlyReason: null,
    stored: null,
  };
}

function entriesOf({ files, folders, links }: FakeWorld, path: string): Entry[] {
  const prefix = `${path}/`;
  const entries = new Map<string, Entry>();
  const known: [string, number][] = [
    ...Object.entries(files).map(([file, { length }]): [string, number] => [file, length]),
    ...[...folders].map((folder): [string, number] => [`${folder}/`, 0]),
  ];
  for (const [file, sizeBytes] of known) {
    const [name, ...below] = file.startsWith(prefix) ? file.slice(prefix.length).split("/") : [];
    if (name !== undefined && name !== "") {
      const isFolder = below.length > 0;
      entries.set(name, {
        name,
        path: prefix + name,
        kind: isFolder ? "folder" : links.has(file) ? "symlink" : "file",
        sizeBytes: isFolder ? 4096 : sizeBytes,
        modifiedMs: MODIFIED_MS,
        lockedReason: name.includes("\\x") ? "Its name is not UTF-8." : null,
      });
    }
  }
  return [...entries.values()];
}

/** Answers `list_files`; a large folder comes in parts. */
export async function listFakeFiles(
  world: FakeWorld,
  options: FakeOptions,
  { path, showsHidden }: ListFiles,
  onPart: (part: ListingPart) => void,
): Promise<Listing> {
  return isBig(options, path)
    ? bigListing(options, path, onPart)
    : listFolder(world, path, showsHidden);
}

export function createFakeFolder(world: FakeWorld, args: CreateFolder): null {
  refuseReadOnly(world, args.workspaceId);
  refuseOtherInstance(world, args);
  refuseTaken(world, args.path);
  world.folders.add(args.path);
  return null;
}

export function moveFakeEntry(world: FakeWorld, args: MoveEntry): null {
  const { from, to } = args;
  refuseReadOnly(world, args.workspaceId);
  refuseOtherInstance(world, args);
  refuseTaken(world, to);
  const moved = (path: string) => (isAt(path, from) ? to + path.slice(from.length) : path);
  world.files = Object.fromEntries(
    Object.entries(world.files).map(([path, text]) => [moved(path), text]),
  );
  world.folders = new Set([...world.folders].map(moved));
  return null;
}

export function removeFakeFolder(world: FakeWorld, args: RemoveFolder): Removed {
  const { path, confirmedName } = args;
  refuseReadOnly(world, args.workspaceId);
  refuseOtherInstance(world, args);
  if (confirmedName !== path.slice(path.lastIndexOf("/") + 1)) {
    throw new IpcError("invalid_input", "the name that was typed is another");
  }
  const inside = Object.keys(world.files).filter((file) => file.startsWith(`${path}/`));
  for (const file of inside) {
    delete world.files[file];
  }
  world.folders.delete(path);
  return { files: inside.length, folders: 1 };
}

function refuseTaken(world: FakeWorld, path: string): void {
  if ([...Object.keys(world.files), ...world.folders].some((known) => isAt(known, path))) {
    throw new IpcError("conflict", `${path} is there already`);
  }
}

function isAt(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}
