import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry } from "../ipc/contract";
import { IpcError } from "../ipc/ipcError";
import { filterSteps } from "./filterTree";
import { type FlatTree, flatten } from "./flatTree";
import type { FolderView } from "./folderView";
import { choose, chooseAll, extend, NOTHING } from "./selection";

/** A folder by its names; those that end in a slash are folders. */
function view(path: string, names: readonly string[], over: Partial<FolderView> = {}): FolderView {
  const entries = names.map((name): Entry => {
    const plain = name.replace("/", "");
    return {
      name: plain,
      path: `${path}/${plain}`,
      kind: name.endsWith("/") ? "folder" : "file",
      sizeBytes: 1,
      modifiedMs: 0,
      lockedReason: null,
    };
  });
  return {
    path,
    entries,
    count: entries.length,
    total: entries.length,
    soFar: null,
    isLoading: false,
    error: null,
    hidden: [],
    readOnlyReason: null,
    stored: null,
    ...over,
  };
}

function views(...all: FolderView[]): Map<string, FolderView> {
  return new Map(all.map((one) => [one.path, one]));
}

const keys = (flat: FlatTree) =>
  Array.from({ length: flat.length }, (_, index) => flat.rowAt(index)?.key);

function drain<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return step.value;
    }
  }
}

/** The same, row by row, as one would write it without thinking of 100,000. */
function naive(all: Map<string, FolderView>, expanded: Set<string>, path: string): string[] {
  const folder = all.get(path);
  return (folder?.entries ?? []).flatMap((entry) => [
    entry.path,
    ...(expanded.has(entry.path) ? naive(all, expanded, entry.path) : []),
  ]);
}

/** Trees of three levels, some folders of which are open. */
const trees = fc
  .record({
    top: fc.uniqueArray(fc.constantFrom("a/", "b/", "c/", "d", "e"), { minLength: 1 }),
    inside: fc.uniqueArray(fc.constantFrom("x/", "y/", "z"), { minLength: 1 }),
    deepest: fc.uniqueArray(fc.constantFrom("m", "n"), { minLength: 1 }),
    open: fc.uniqueArray(fc.constantFrom("/r/a", "/r/b", "/r/c", "/r/a/x", "/r/b/y", "/r/none")),
  })
  .map(({ top, inside, deepest, open }) => {
    const folders = ["/r/a", "/r/b", "/r/c"];
    const all = views(
      view("/r", top),
      ...folders.map((path) => view(path, inside)),
      ...folders.flatMap((path) => ["x", "y"].map((name) => view(`${path}/${name}`, deepest))),
    );
    return { all, expanded: new Set(open) };
  });

describe("the flat tree", () => {
  it("has the rows of the open folders in order, and finds each again", () => {
    fc.assert(
      fc.property(trees, ({ all, expanded }) => {
        const flat = flatten("/r", all, expanded);
        const expected = naive(all, expanded, "/r");
        expect(keys(flat)).toEqual(expected);
        expect(expected.map(flat.indexOf)).toEqual(expected.map((_, index) => index));
      }),
    );
  });

  it("loses no row of 100,000, and makes none before it is asked for", () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `f${index}`);
    const flat = flatten(
      "/r",
      views(view("/r", ["big/", "z"]), view("/r/big", names)),
      new Set(["/r/big"]),
    );
    expect(flat.length).toBe(100_002);
    expect(flat.rowAt(0)).toMatchObject({ key: "/r/big", isExpanded: true, level: 1 });
    expect(flat.rowAt(1)).toMatchObject({ key: "/r/big/f0", position: 1, size: 100_000, level: 2 });
    expect(flat.rowAt(100_000)).toMatchObject({ key: "/r/big/f99999", position: 100_000 });
    expect(flat.rowAt(100_001)?.key).toBe("/r/z");
    expect(flat.rowAt(100_002)).toBeUndefined();
    expect(flat.indexOf("/r/big/f54321")).toBe(54_322);
  });

  it("shows only what belongs to the present state of a folder that still grows", () => {
    const growing = view("/r", ["a", "b", "c"], {
      count: 2,
      total: null,
      soFar: 7,
      isLoading: true,
    });
    const flat = flatten("/r", views(growing), new Set());
    expect(flat.length).toBe(3);
    expect(flat.rowAt(1)).toMatchObject({ key: "/r/b", size: -1 });
    expect(flat.rowAt(2)).toMatchObject({ kind: "loading", soFar: 7 });
  });

  it("says below a folder what has failed, that it is empty, and what is hidden", () => {
    const kindsOf = (over: Partial<FolderView>, names: string[] = []) => {
      const flat = flatten("/r", views(view("/r", names, over)), new Set());
      return Array.from({ length: flat.length }, (_, index) => flat.rowAt(index)?.kind);
    };
    expect(kindsOf({})).toEqual(["empty"]);
    expect(kindsOf({ hidden: [".git"] })).toEqual(["empty", "hidden"]);
    expect(kindsOf({ hidden: [".git"] }, ["a"])).toEqual(["entry", "hidden"]);
    expect(kindsOf({ error: new IpcError("timed_out", "") }, ["a"])).toEqual(["entry", "failed"]);
  });
});

describe("a filter", () => {
  it("keeps the names that hold the text, and the folders above them", () => {
    fc.assert(
      fc.property(trees, fc.constantFrom("a", "M", "x", "zz"), ({ all }, query) => {
        const everything = naive(all, new Set(all.keys()), "/r");
        const isMatch = (path: string) =>
          path.slice(path.lastIndexOf("/") + 1).includes(query.toLowerCase());
        const expected = everything.filter(
          (path) =>
            isMatch(path) ||
            everything.some((other) => other.startsWith(`${path}/`) && isMatch(other)),
        );
        const filtered = drain(filterSteps("/r", all, query));
        expect(keys(filtered)).toEqual(expected);
        expect(filtered.matches).toBe(everything.filter(isMatch).length);
      }),
    );
  });

  it("looks into paths once it has a slash", () => {
    const all = views(view("/r", ["src/", "notes"]), view("/r/src", ["main.ts", "lib.ts"]));
    expect(keys(drain(filterSteps("/r", all, "src/m")))).toEqual(["/r/src", "/r/src/main.ts"]);
  });
});

describe("a selection", () => {
  it("extends over all rows between two, whichever comes first", () => {
    fc.assert(
      fc.property(trees, fc.nat(), fc.nat(), ({ all, expanded }, one, other) => {
        const flat = flatten("/r", all, expanded);
        const [from, to] = [one % flat.length, other % flat.length];
        const begin = choose(flat.rowAt(from)?.key ?? "", true);
        const { chosen, anchor } = extend(begin, flat, to);
        const expected = keys(flat).slice(Math.min(from, to), Math.max(from, to) + 1);
        expect([...chosen]).toEqual(expected);
        expect(anchor).toBe(begin.anchor);
      }),
    );
  });

  it("never takes in what is no entry", () => {
    const flat = flatten("/r", views(view("/r", ["a"], { hidden: [".git"] })), new Set());
    expect([...chooseAll(NOTHING, flat).chosen]).toEqual(["/r/a"]);
  });
});
