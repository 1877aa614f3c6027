import { isScalar, type YAMLMap } from "yaml";
import { blockScalar } from "./blockScalar";
import { refuse, type Splice, type Value } from "./edit";
import { flowScalar, type Place } from "./flowScalar";
import { indentOf, listStep, mapStep } from "./layout";
import { eolOf, insertLines, linesEnd } from "./lines";

import type { OpenYaml } from "./openYaml";
import { hasSource, type Slot, slotsOf } from "./slot";

type Added = Exclude<Value, undefined>;

/** Puts a new key at the end of its map. Text of several lines becomes a block if `shape` says so. */
export function addKey(
  yaml: OpenYaml,
  map: YAMLMap,
  key: string,
  value: Added,
  shape: Place,
): Splice {
  if (map.flow === true) {
    return addToFlow(map, `${key}: ${inFlow(value)}`);
  }
  return addBelow(yaml.text, map, keyLines(yaml, key, value, indentOf(yaml.text, map), shape));
}

/** Puts a new key into a group that is missing or has nothing in it. */
export function addGroup(
  yaml: OpenYaml,
  root: YAMLMap,
  [name, key]: readonly [string, string],
  parent: Slot | null,
  value: Added,
  shape: Place,
): Splice {
  const { text } = yaml;
  if (root.flow === true || (parent !== null && hasSource(parent))) {
    const group = `{${key}: ${inFlow(value)}}`;
    return parent === null ? addToFlow(root, `${name}: ${group}`) : fillIn(parent, group);
  }
  const indent = indentOf(text, root);
  const lines = keyLines(yaml, key, value, indent + mapStep(yaml), shape);
  if (parent === null) {
    return addBelow(text, root, [`${" ".repeat(indent)}${name}:`, ...lines]);
  }
  return insertLines(text, linesEnd(text, parent.end), lines);
}

/** Gives a key that has nothing behind it a list. */
export function fillList(
  yaml: OpenYaml,
  map: YAMLMap,
  slot: Slot,
  items: readonly string[],
): Splice {
  if (map.flow === true || hasSource(slot) || items.length === 0) {
    return fillIn(slot, inFlow(items));
  }
  const lines = itemLines(yaml, items, indentOf(yaml.text, map));
  return insertLines(yaml.text, linesEnd(yaml.text, slot.end), lines);
}

function fillIn(slot: Slot, group: string): Splice {
  const { value, behindColon } = slot;
  if (value !== null && hasSource(slot)) {
    return { from: value.range[0], to: value.range[1], insert: group };
  }
  return behindColon === null
    ? refuse("The group has no colon behind it.")
    : { from: behindColon, to: behindColon, insert: ` ${group}` };
}

/** Behind the last line of the map's last value, before the comments that follow. */
function addBelow(text: string, map: YAMLMap, lines: readonly string[]): Splice {
  const last = slotsOf(map).at(-1);
  if (last === undefined || isEndless(last, text)) {
    return refuse("The file ends within a block of text; end its last line first.");
  }
  return insertLines(text, linesEnd(text, last.end), lines);
}

/** A block scalar at the very end, whose last line would only now be ended. */
function isEndless({ value, end }: Slot, text: string): boolean {
  const isBlock = isScalar(value) && String(value.type).startsWith("BLOCK");
  const isStripped = isBlock && /^[|>]\d?-/.test(text.slice(value.range[0]));
  return isBlock && !isStripped && end === text.length && !text.endsWith("\n");
}

function addToFlow(map: YAMLMap, source: string): Splice {
  const last = slotsOf(map).at(-1);
  if (last !== undefined) {
    return { from: last.end, to: last.end, insert: `, ${source}` };
  }
  const [from, to] = map.range ?? refuse("The group has no place in the text.");
  return { from, to, insert: `{${source}}` };
}

function keyLines(
  yaml: OpenYaml,
  key: string,
  value: Added,
  indent: number,
  shape: Place,
): string[] {
  const margin = " ".repeat(indent);
  if (typeof value === "object" && value.length > 0) {
    return [`${margin}${key}:`, ...itemLines(yaml, value, indent)];
  }
  const block =
    typeof value === "string" && value.includes("\n") && shape === "block"
      ? literal(yaml, value, indent)
      : null;
  return block === null
    ? [`${margin}${key}: ${typeof value === "object" ? "[]" : flowScalar(value, "PLAIN", "block")}`]
    : [`${margin}${key}: ${block.header}`, block.body.replace(/\r?\n$/, "")];
}

function itemLines(yaml: OpenYaml, items: readonly string[], indent: number): string[] {
  const margin = " ".repeat(indent + listStep(yaml));
  return items.map((item) => `${margin}- ${flowScalar(item, "PLAIN", "block")}`);
}

function literal(yaml: OpenYaml, value: string, indent: number) {
  // Without a line break at the end of the file, readers differ on whether the block ends with one.
  if (value.endsWith("\n") && !yaml.text.endsWith("\n")) {
    return null;
  }
  const step = mapStep(yaml);
  const style = { kind: "|", chomping: "", relative: step, hasIndicator: false } as const;
  return blockScalar(value, { ...style, indent: indent + step }, eolOf(yaml.text));
}

function inFlow(value: Added): string {
  return typeof value === "object"
    ? `[${value.map((item) => flowScalar(item, "PLAIN", "flow")).join(", ")}]`
    : flowScalar(value, "PLAIN", "flow");
}
