import type {
  CreateFolder,
  Entry,
  ListFiles,
  Listing,
  MoveEntry,
  Removed,
  RemoveFolder,
} from "../contract";
import { IpcError } from "../ipcError";
import { MODIFIED_MS, refuseOtherInstance, refuseReadOnly } from "./files";
import type { FakeWorld } from "./world";

/** The direct entries of an invented folder. */
export function listFolder({ files, folders }: FakeWorld, path: string): Listing {
  const prefix = `${path}/`;
  const entries = new Map<string, Entry>();
  const sizes = Object.entries(files).map(([file, { length }]): [string, number] => [file, length]);
  const known: [string, number][] = [
    ...sizes,
    ...[...folders].map((folder): [string, number] => [`${folder}/`, 0]),
  ];
  for (const [file, sizeBytes] of known) {
    const [name, ...below] = file.startsWith(prefix) ? file.slice(prefix.length).split("/") : [];
    if (name !== undefined && name !== "") {
      entries.set(name, {
        name,
        path: prefix + name,
        kind: below.length > 0 ? "folder" : "file",
        sizeBytes: below.length > 0 ? 4096 : sizeBytes,
        modifiedMs: MODIFIED_MS,
        lockedReason: name.includes("\\x") ? "Its name is not UTF-8." : null,
      });
    }
  }
  if (entries.size === 0 && !folders.has(path)) {
    throw new IpcError("not_found", `${path}: no such folder`);
  }
  const all = [...entries.values()];
  return {
    base: "/configs",
    path,
    entries: all,
    total: all.length,
    hidden: [],
    readOnlyReason: null,
  };
}

/** Answers `list_files`. */
export function listFakeFiles(world: FakeWorld, { path }: ListFiles): Listing {
  return listFolder(world, path);
}

export function createFakeFolder(world: FakeWorld, args: CreateFolder): null {
  refuseReadOnly(world, args.workspaceId);
  refuseOtherInstance(world, args);
  world.folders.add(args.path);
  return null;
}

export function moveFakeEntry(world: FakeWorld, args: MoveEntry): null {
  const { from, to } = args;
  refuseReadOnly(world, args.workspaceId);
  refuseOtherInstance(world, args);
  const isAt = (path: string, root: string) => path === root || path.startsWith(`${root}/`);
  const paths = [...Object.keys(world.files), ...world.folders];
  if (paths.some((path) => isAt(path, to))) {
    throw new IpcError("conflict", `${to} is there already`);
  }
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
