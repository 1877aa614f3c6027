import type { KeyPath, Value } from "./edit";
import { openYaml, type YamlVersion } from "./openYaml";

/** What a text says, as maps, arrays and plain values. Keys keep their type and order. */
export type Meaning = Map<unknown, unknown>;

/** @throws Refusal as `openYaml` does. */
export function meaningOf(text: string, version: YamlVersion = "1.2"): Meaning {
  return openYaml(text, version).document.toJS({ mapAsMap: true }) as Meaning;
}

/** What `meaning` becomes when `path` is given `value`, and nothing else is changed. */
export function withValue(meaning: Meaning, [first, second]: KeyPath, value: Value): Meaning {
  if (second === undefined) {
    return withKey(meaning, first, value);
  }
  const parent = meaning.get(first);
  if (parent instanceof Map) {
    return withKey(meaning, first, withKey(parent, second, value));
  }
  return value === undefined ? meaning : withKey(meaning, first, new Map([[second, value]]));
}

/** The value at `path`, or undefined. */
export function valueAt(meaning: Meaning, [first, second]: KeyPath): unknown {
  const value = meaning.get(first);
  if (second === undefined) {
    return value;
  }
  return value instanceof Map ? value.get(second) : undefined;
}

function withKey(map: Meaning, key: string, value: unknown): Meaning {
  const changed = new Map(map);
  if (value === undefined) {
    changed.delete(key);
  } else {
    changed.set(key, value);
  }
  return changed;
}

/** Whether two meanings are the same, down to the order of keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof Map && b instanceof Map) {
    return isSame([...a], [...b]);
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (a instanceof Set && b instanceof Set) {
    return isSame([...a], [...b]);
  }
  if (a instanceof Date && b instanceof Date) {
    return a.getTime() === b.getTime();
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return isSame([...a], [...b]);
  }
  return Object.is(a, b);
}
