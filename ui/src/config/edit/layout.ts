import { isMap, isSeq, type ParsedNode, type YAMLMap, type YAMLSeq } from "yaml";
import { refuse } from "./edit";
import { indentAt } from "./lines";
import type { OpenYaml } from "./openYaml";
import { slotsOf } from "./slot";

/** How many spaces the keys of a block map are indented. */
export function indentOf(text: string, map: YAMLMap): number {
  const indents = slotsOf(map).map(({ key }) => indentAt(text, key.range[0]));
  const indent = indents.find((found) => found !== null);
  return indent ?? refuse("The keys do not stand on lines of their own.");
}

/** How much deeper this file indents the keys of a group. */
export function mapStep({ text, root }: OpenYaml): number {
  return stepOf(text, root, (value) => (isMap(value) ? indentOf(text, value) : null)) ?? 2;
}

/** How much deeper this file indents the dashes of a list. */
export function listStep({ text, root }: OpenYaml): number {
  const ofList = (value: ParsedNode) =>
    isSeq(value) ? indentAt(text, dashesOf(value)[0] ?? 0) : null;
  return stepOf(text, root, ofList) ?? 2;
}

/** Where the dashes of a block list are. */
export function dashesOf(list: YAMLSeq): number[] {
  const { srcToken } = list;
  const items = srcToken?.type === "block-seq" ? srcToken.items : [];
  return items.flatMap(
    ({ start }) => start.find(({ type }) => type === "seq-item-ind")?.offset ?? [],
  );
}

function stepOf(
  text: string,
  root: YAMLMap,
  indentOfValue: (value: ParsedNode) => number | null,
): number | null {
  for (const { key, value } of slotsOf(root)) {
    const isBlock = value !== null && (isMap(value) || isSeq(value)) && value.flow !== true;
    const outer = indentAt(text, key.range[0]);
    const inner = isBlock && value.items.length > 0 ? indentOfValue(value) : null;
    if (outer !== null && inner !== null) {
      return inner - outer;
    }
  }
  return null;
}
