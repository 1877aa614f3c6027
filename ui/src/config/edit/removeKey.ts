import type { YAMLMap } from "yaml";
import { type KeyPath, refuse, type Splice } from "./edit";
import { indentAt, removeLines } from "./lines";
import { locate } from "./locate";
import type { OpenYaml } from "./openYaml";
import { type Slot, slotsOf } from "./slot";

/** Takes a key away. A group that loses its last key stays, as `{}`. */
export function removeKey(yaml: OpenYaml, path: KeyPath, map: YAMLMap, slot: Slot): Splice[] {
  const { text } = yaml;
  if (map.flow === true) {
    return [removeFromFlow(map, slot)];
  }
  if (indentAt(text, slot.key.range[0]) === null) {
    return refuse("The key does not stand at the begin of its line.");
  }
  const lines = removeLines(text, slot.key.range[0], slot.end);
  if (slotsOf(map).length > 1) {
    return [lines];
  }
  const behindColon = path[1] === undefined ? null : colonOf(yaml, path[0]);
  return behindColon === null
    ? refuse("It is the only key of the file.")
    : [{ from: behindColon, to: behindColon, insert: " {}" }, lines];
}

function colonOf(yaml: OpenYaml, parent: string): number | null {
  const target = locate(yaml, [parent]);
  return target.kind === "found" ? target.slot.behindColon : null;
}

function removeFromFlow(map: YAMLMap, slot: Slot): Splice {
  const slots = slotsOf(map);
  const index = slots.findIndex(({ key }) => key.range[0] === slot.key.range[0]);
  const [previous, next] = [slots[index - 1], slots[index + 1]];
  if (previous !== undefined) {
    return { from: previous.end, to: slot.end, insert: "" };
  }
  if (next !== undefined) {
    return { from: slot.key.range[0], to: next.key.range[0], insert: "" };
  }
  const [from, to] = map.range ?? refuse("The group has no place in the text.");
  return { from, to, insert: "{}" };
}
