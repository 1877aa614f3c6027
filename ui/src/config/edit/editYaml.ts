import { isSeq, type YAMLMap } from "yaml";
import { addGroup, addKey, fillList } from "./addKey";
import { checkValue } from "./checkShared";
import {
  applySplices,
  type Edit,
  type EditResult,
  Refusal,
  refuse,
  type Splice,
  type Value,
} from "./edit";
import { indentOf, mapStep } from "./layout";
import { locate, type Target } from "./locate";
import { isSame, meaningOf, valueAt } from "./meaning";
import { type OpenYaml, openYaml } from "./openYaml";
import { removeKey } from "./removeKey";
import { replaceList } from "./replaceList";
import { replaceScalar, type Surroundings } from "./replaceScalar";
import { isEmpty, type Slot } from "./slot";
import { objectionTo } from "./verifyEdit";

/**
 * Changes single values of a YAML text and leaves every other byte as it is: comments, order,
 * quoting, white space and keys that nobody here knows.
 *
 * The result is parsed again and compared, as YAML 1.2 and as the 1.1 that the agents read. What
 * cannot be changed so that the comparison holds is refused as a whole. Never throws.
 */
export function editYaml(text: string, edits: readonly Edit[]): EditResult {
  try {
    return { status: "edited", text: edits.reduce(editOnce, text) };
  } catch (thrown) {
    const isOurs = thrown instanceof Refusal;
    // Deep nesting and aliases that grow without end make the parser itself give up.
    return { status: "refused", reason: isOurs ? thrown.message : "The file is too intricate." };
  }
}

function editOnce(text: string, edit: Edit): string {
  const yaml = openYaml(text);
  const target = locate(yaml, edit.path);
  if (target.kind === "found") {
    checkValue(target.slot.value, edit.path.join("."));
  }
  if (isSame(valueAt(meaningOf(text), edit.path), plain(edit.value))) {
    return text;
  }
  let objection = "There is no way to change it.";
  for (const splices of waysTo(yaml, target, edit)) {
    const after = applySplices(text, splices);
    const found = objectionTo(text, after, edit);
    if (found === null) {
      return after;
    }
    objection = found;
  }
  return refuse(objection);
}

function plain(value: Value): unknown {
  return typeof value === "object" ? [...value] : value;
}

/** The ways to make an edit, the one that changes the least first. */
function waysTo(yaml: OpenYaml, target: Target, { path, value }: Edit): Splice[][] {
  if (value === undefined) {
    return target.kind === "found" ? [removeKey(yaml, path, target.map, target.slot)] : [];
  }
  switch (target.kind) {
    case "found":
      return replaceValue(yaml, target.map, target.slot, value);
    case "key_missing":
      return SHAPES.map((shape) => [addKey(yaml, target.map, target.key, value, shape)]);
    case "parent_missing": {
      const { root, names, parent } = target;
      return SHAPES.map((shape) => [addGroup(yaml, root, names, parent, value, shape)]);
    }
  }
}

/** New text of several lines is best a block, but not where indented comments follow. */
const SHAPES = ["block", "flow"] as const;

function replaceValue(
  yaml: OpenYaml,
  map: YAMLMap,
  slot: Slot,
  value: Exclude<Value, undefined>,
): Splice[][] {
  const at = surroundings(yaml, map);
  if (typeof value !== "object") {
    return replaceScalar(slot, value, at);
  }
  if (isSeq(slot.value)) {
    return [replaceList(slot, slot.value, value, at)];
  }
  return isEmpty(slot.value)
    ? [[fillList(yaml, map, slot, value)]]
    : refuse("The value is not a list.");
}

function surroundings(yaml: OpenYaml, map: YAMLMap): Surroundings {
  const { text } = yaml;
  return map.flow === true
    ? { text, place: "flow", indent: 0, step: 0 }
    : { text, place: "block", indent: indentOf(text, map), step: mapStep(yaml) };
}
