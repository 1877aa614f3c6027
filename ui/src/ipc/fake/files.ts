import type { Entry, FileContent, FileVersion, Listing, RemoveFile, WriteFile } from "../contract";
import { IpcError } from "../ipcError";
import { accessFailure, instanceOf } from "./access";
import type { FakeWorld } from "./world";

const MODIFIED_MS = 1_790_000_000_000;

/** The direct entries of an invented folder. */
export function listFolder({ files }: FakeWorld, path: string): Listing {
  const prefix = `${path}/`;
  const entries = new Map<string, Entry>();
  for (const [file, text] of Object.entries(files)) {
    const [name, ...below] = file.startsWith(prefix) ? file.slice(prefix.length).split("/") : [];
    if (name !== undefined) {
      entries.set(name, {
        name,
        path: prefix + name,
        kind: below.length > 0 ? "folder" : "file",
        sizeBytes: below.length > 0 ? 4096 : text.length,
        modifiedMs: MODIFIED_MS,
        lockedReason: name.includes("\\x") ? "Its name is not UTF-8." : null,
      });
    }
  }
  if (entries.size === 0) {
    throw new IpcError("not_found", `${path}: no such folder`);
  }
  return { base: "/configs", path, entries: [...entries.values()], readOnlyReason: null };
}

export function readFakeFile(world: FakeWorld, path: string, workspaceId: string): FileContent {
  const text = world.files[path];
  if (text === undefined) {
    throw new IpcError("not_found", `${path}: no such file`);
  }
  const isBinary = path.endsWith(".png");
  const isLarge = path.endsWith(".log");
  return {
    path,
    instanceId: instanceOf(world, workspaceId) ?? "",
    kind: isBinary ? "binary" : isLarge ? "too_large" : "text",
    text: isBinary || isLarge ? null : text,
    version: isLarge ? { ...versionOf(text), sizeBytes: 5_242_880 } : versionOf(text),
    readOnlyReason: null,
  };
}

export async function writeFakeFile(world: FakeWorld, args: WriteFile): Promise<FileVersion> {
  refuseOtherInstance(world, args);
  const present = world.files[args.path];
  const expected = args.base?.sha256 ?? null;
  const actual = present === undefined ? null : versionOf(present).sha256;
  if (!args.overwrite && expected !== actual) {
    throw new IpcError("conflict", "the file has changed since it was loaded");
  }
  world.files[args.path] = args.text;
  return versionOf(args.text);
}

export function removeFakeFile(world: FakeWorld, args: RemoveFile): null {
  const { path } = args;
  refuseOtherInstance(world, args);
  if (!(path in world.files)) {
    throw new IpcError("not_found", `${path}: no such file`);
  }
  delete world.files[path];
  return null;
}

/** Refuses a change that is meant for another instance. */
function refuseOtherInstance(world: FakeWorld, args: WriteFile | RemoveFile): void {
  const { workspaceId, instanceId } = args;
  if (instanceId !== null && instanceId !== instanceOf(world, workspaceId)) {
    throw new IpcError("conflict", `the instance was replaced: this was loaded from ${instanceId}`);
  }
}

/** Refuses what needs an instance that cannot be reached. */
export function reachInstance(world: FakeWorld, workspaceId: string): void {
  const failure = accessFailure(world, workspaceId);
  if (failure !== null) {
    throw new IpcError(failure.code, failure.message, failure.remedy);
  }
}

/** Not a hash, but as different as the texts are. */
function versionOf(text: string): FileVersion {
  return { sizeBytes: text.length, modifiedMs: MODIFIED_MS, sha256: `fake:${text}` };
}
