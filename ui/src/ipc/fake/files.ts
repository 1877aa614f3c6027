import type {
  FileContent,
  FileStat,
  FileVersion,
  RemoveFile,
  StatFiles,
  WriteFile,
  WriteOutcome,
} from "../contract";
import { IpcError } from "../ipcError";
import { accessFailure, instanceOf } from "./access";
import type { FakeWorld } from "./world";

export const MODIFIED_MS = 1_790_000_000_000;

/** What stands for a byte that is not UTF-8. */
const RAW_BYTE = /[\u{10FF80}-\u{10FFFF}]/u;

const LOG_TAIL = "2026-03-01T11:52:40Z info done\n";
const OMITTED = 5_111_808;

/** The files of these names stand for what cannot be edited: `.png` is no text, `.log` is too large. */
export function readFakeFile(world: FakeWorld, path: string, workspaceId: string): FileContent {
  const text = world.files[path];
  if (text === undefined) {
    throw new IpcError("not_found", `${path}: no such file`);
  }
  const kind = path.endsWith(".png") ? "binary" : path.endsWith(".log") ? "too_large" : "text";
  return {
    path,
    instanceId: instanceOf(world, workspaceId) ?? "",
    kind,
    text: kind === "text" ? text : null,
    encoding: RAW_BYTE.test(text) ? "utf8_with_bytes" : "utf8",
    excerpt: kind === "too_large" ? { head: text, tail: LOG_TAIL, omittedBytes: OMITTED } : null,
    mode: 0o644,
    version: kind === "too_large" ? { ...versionOf(text), sizeBytes: 5_242_880 } : versionOf(text),
    readOnlyReason: null,
  };
}

export function writeFakeFile(world: FakeWorld, args: WriteFile, notes: string[]): WriteOutcome {
  refuseReadOnly(world, args.workspaceId);
  refuseOtherInstance(world, args);
  const present = world.files[args.path];
  const expected = args.base?.sha256 ?? null;
  const actual = present === undefined ? null : versionOf(present).sha256;
  if (!args.overwrite && expected !== actual) {
    const theirs = present === undefined ? null : readFakeFile(world, args.path, args.workspaceId);
    return { status: "conflict", theirs, written: null, keptPath: null };
  }
  world.files[args.path] = args.text;
  return { status: "saved", version: versionOf(args.text), isVerified: true, notes };
}

export function statFakeFiles(world: FakeWorld, { workspaceId, paths }: StatFiles): FileStat[] {
  const instanceId = instanceOf(world, workspaceId) ?? "";
  return paths.map((path) => {
    const text = world.files[path];
    if (text === undefined) {
      return { path, instanceId, stat: null };
    }
    const { sizeBytes, modifiedMs } = readFakeFile(world, path, workspaceId).version;
    const owner = { mode: 0o644, uid: 1000, gid: 1000 };
    return { path, instanceId, stat: { kind: "file", sizeBytes, modifiedMs, ...owner } };
  });
}

export function removeFakeFile(world: FakeWorld, args: RemoveFile): null {
  const { path, workspaceId } = args;
  refuseReadOnly(world, workspaceId);
  refuseOtherInstance(world, args);
  if (!(path in world.files)) {
    throw new IpcError("not_found", `${path}: no such file`);
  }
  delete world.files[path];
  return null;
}

/** Refuses a change where the settings allow none. */
export function refuseReadOnly({ settings: { values } }: FakeWorld, workspaceId: string): void {
  if (values.readOnly || values.workspaces[workspaceId]?.readOnly === true) {
    throw new IpcError("read_only", "the settings allow no changes there");
  }
}

/** Refuses a change that is meant for another instance. */
export function refuseOtherInstance(
  world: FakeWorld,
  args: { workspaceId: string; instanceId: string | null },
): void {
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

/** What an agent makes of its prompt. */
export function changePrompt({ files }: FakeWorld): void {
  files["/configs/prompts/system.md"] =
    "# System prompt\n\nYou review code. Be brief, strict and **kind**.\n\nAnswer in English.\n";
}

/** Not a hash, but as different as the texts are. */
function versionOf(text: string): FileVersion {
  return { sizeBytes: text.length, modifiedMs: MODIFIED_MS, sha256: `fake:${text}` };
}
