import { isAlias, isMap, isScalar, type YAMLMap } from "yaml";
import { checkMap, checkValue, hasProps } from "./checkShared";
import { type KeyPath, refuse } from "./edit";
import type { OpenYaml } from "./openYaml";
import { isEmpty, type ParsedPair, type Slot, toSlot } from "./slot";

/** What an edit is about. */
export type Target =
  | { kind: "found"; map: YAMLMap; slot: Slot }
  /** The group is there, and does not have the key. */
  | { kind: "key_missing"; map: YAMLMap; key: string }
  /** There is no group, or nothing in it: `parent` is its slot, if it has one. */
  | {
      kind: "parent_missing";
      root: YAMLMap;
      names: readonly [string, string];
      parent: Slot | null;
    };

/**
 * Finds what `path` leads to.
 *
 * @throws Refusal where the way leads over aliases, anchors, tags, merge keys or odd kinds.
 */
export function locate({ root }: OpenYaml, [first, second]: KeyPath): Target {
  checkMap(root, "The file");
  const slot = slotOf(root, first);
  if (second === undefined) {
    return slot === null
      ? { kind: "key_missing", map: root, key: first }
      : { kind: "found", map: root, slot };
  }
  const parent = slot?.value ?? null;
  if (slot === null || isEmpty(parent)) {
    checkValue(parent, first);
    return { kind: "parent_missing", root, names: [first, second], parent: slot };
  }
  if (!isMap(parent)) {
    return refuse(
      isAlias(parent)
        ? `“${first}” is an alias of something else.`
        : `“${first}” is not a group of keys.`,
    );
  }
  checkMap(parent, `“${first}”`);
  const inner = slotOf(parent, second);
  return inner === null
    ? { kind: "key_missing", map: parent, key: second }
    : { kind: "found", map: parent, slot: inner };
}

function slotOf(map: YAMLMap, name: string): Slot | null {
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === name);
  if (pair === undefined) {
    return null;
  }
  if (pair.srcToken?.start.some(({ type }) => type === "explicit-key-ind") === true) {
    return refuse(`“${name}” is written with a question mark.`);
  }
  const slot = toSlot(pair as ParsedPair);
  if (hasProps(slot.key)) {
    return refuse(`The key “${name}” has an anchor or a tag.`);
  }
  return slot;
}
