import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCollection, isMap, isScalar, type Pair, parseDocument } from "yaml";
import { YAML_CORPUS } from "../../testing/yamlCorpus";
import { anyEdit } from "../../testing/yamlEdits";
import type { Edit, Value } from "./edit";
import { editYaml } from "./editYaml";

/** How many random edits each document is given. */
const RUNS = 25;

type Version = "1.1" | "1.2";
type Meaning = Map<unknown, unknown>;

function read(text: string, version: Version = "1.2"): Meaning {
  return parseDocument(text, { version }).toJS({ mapAsMap: true });
}

function edited(text: string, edits: Edit[]): string | null {
  const result = editYaml(text, edits);
  return result.status === "edited" ? result.text : null;
}

/** The meaning with one value changed, found by a way of its own. */
function wanted(meaning: Meaning, { path: [first, second], value }: Edit): Meaning {
  const map = new Map(meaning);
  if (second !== undefined) {
    const group = new Map((map.get(first) as Meaning | null | undefined) ?? []);
    setOrDelete(group, second, value);
    return value === undefined && !(map.get(first) instanceof Map) ? map : map.set(first, group);
  }
  setOrDelete(map, first, value);
  return map;
}

function setOrDelete(map: Meaning, key: string, value: Value): void {
  if (value === undefined) {
    map.delete(key);
  } else {
    map.set(key, value);
  }
}

function present(text: string, { path: [first, second] }: Edit): unknown {
  const value = read(text).get(first);
  return second === undefined ? value : value instanceof Map ? value.get(second) : undefined;
}

/** Whether a value is of a kind that an edit can give. */
function isValue(value: unknown): value is Value {
  const isList = Array.isArray(value) && value.every((item) => typeof item === "string");
  return isList || ["string", "number", "boolean", "undefined"].includes(typeof value);
}

/** The lines [from, to) that a change may touch; none where the key has to be added. */
function ownLines(text: string, { path: [first, second] }: Edit): [number, number] | null {
  const root = parseDocument(text).contents;
  const outer = isMap(root) ? pairOf(root.items, first) : undefined;
  if (!isMap(root) || outer === undefined) {
    return isMap(root) && root.flow === true ? linesOf(text, root.range) : null;
  }
  const group = outer.value;
  const inner = isMap(group) && second !== undefined ? pairOf(group.items, second) : undefined;
  const isWholeGroup = root.flow === true || (isCollection(group) && group.flow === true);
  if (second === undefined || isWholeGroup) {
    return pairLines(text, outer);
  }
  if (inner === undefined || (isMap(group) && group.items.length === 1)) {
    return inner === undefined && isMap(group) ? null : pairLines(text, outer);
  }
  return pairLines(text, inner);
}

function pairOf(items: Pair[], name: string): Pair | undefined {
  return items.find(({ key }) => isScalar(key) && key.value === name);
}

function pairLines(text: string, { key, value }: Pair): [number, number] {
  const start = (key as { range: [number] }).range[0];
  const end = (value as { range?: [number, number, number] } | null)?.range?.[2] ?? start + 1;
  return linesOf(text, [start, end]);
}

function linesOf(text: string, range: readonly number[] | null | undefined): [number, number] {
  const [start = 0, end = 0] = [range?.[0], range?.at(-1)];
  const last = text[end - 1] === "\n" ? end - 1 : end;
  return [text.slice(0, start).split("\n").length - 1, text.slice(0, last).split("\n").length];
}

function split(text: string): string[] {
  return text.replace(/^\uFEFF|\r?\n$/g, "").split(/\r?\n/);
}

/** Every line outside of the value is as it was, in the same order. */
function expectOtherLinesKept(before: string, after: string, edit: Edit): void {
  const [old, fresh] = [split(before), split(after)];
  const own = ownLines(before, edit);
  if (own === null) {
    let same = 0;
    while (same < old.length && old[same] === fresh[same]) {
      same += 1;
    }
    expect(fresh.slice(fresh.length - (old.length - same))).toEqual(old.slice(same));
    return;
  }
  const below = old.slice(own[1]);
  expect(fresh.slice(0, own[0])).toEqual(old.slice(0, own[0]));
  expect(below.length === 0 ? [] : fresh.slice(-below.length)).toEqual(below);
}

describe.each(YAML_CORPUS)("%s.yaml", (_name, text) => {
  it("an edit changes its own key, in YAML 1.2 and 1.1, and no other line", () => {
    fc.assert(
      fc.property(anyEdit, (edit) => {
        const after = edited(text, [edit]);
        if (after === null || after === text) {
          return;
        }
        expect(parseDocument(after).errors).toEqual([]);
        for (const version of ["1.2", "1.1"] as const) {
          expect(read(after, version)).toEqual(wanted(read(text, version), edit));
        }
        expectOtherLinesKept(text, after, edit);
        expect(after.startsWith("\uFEFF")).toBe(text.startsWith("\uFEFF"));
        expect(/\r\n/.test(after) && /(^|[^\r])\n/.test(after), "mixed line ends").toBe(false);
      }),
      { numRuns: RUNS },
    );
  });

  it("a series of edits says all that was asked for, and nothing else", () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { minLength: 2, maxLength: 4 }), (edits) => {
        const after = edited(text, edits);
        if (after !== null) {
          expect(read(after)).toEqual(edits.reduce(wanted, read(text)));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("an edit and its reverse give the old meaning", () => {
    fc.assert(
      fc.property(anyEdit, (edit) => {
        const after = edited(text, [edit]);
        if (after === null || read(text).get(edit.path[0]) === null) {
          return;
        }
        const old = present(text, edit);
        if (!isValue(old)) {
          return;
        }
        const back = edited(after, [{ path: edit.path, value: old }]);
        const parent = edit.path.length === 2 ? edit.path[0] : undefined;
        const expected = read(text);
        if (parent !== undefined && !expected.has(parent) && edit.value !== undefined) {
          expected.set(parent, new Map());
        }
        expect(back, "what could be changed can be changed back").not.toBeNull();
        expect(read(back ?? "")).toEqual(expected);
      }),
      { numRuns: RUNS },
    );
  });

  it("an edit to the present value returns the text byte for byte", () => {
    fc.assert(
      fc.property(anyEdit, ({ path, value }) => {
        const old = safely(() => present(text, { path, value }));
        expect([text, null]).toContain(edited(text, [{ path, value: old as Value }]));
      }),
      { numRuns: RUNS },
    );
  });
});

describe("the corpus", () => {
  it("is large, and most of it can be edited", () => {
    const names = YAML_CORPUS.map(([, text]) =>
      edited(text, [{ path: ["name"], value: "Another name" }]),
    );
    const share = names.filter((text) => text !== null).length / YAML_CORPUS.length;
    expect(YAML_CORPUS.length).toBeGreaterThanOrEqual(60);
    expect(share, "a test that only sees refusals proves nothing").toBeGreaterThanOrEqual(0.8);
  });
});

function safely(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
