import {
  type CST,
  isCollection,
  isNode,
  isScalar,
  type Node,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from "yaml";

/** A pair as the parser makes them. */
export type ParsedPair = Pair<ParsedNode, ParsedNode | null>;

/** A key, its value and where the two are in the text. */
export type Slot = {
  key: ParsedNode;
  /** null for a key of a flow map that has nothing behind it. */
  value: ParsedNode | null;
  /** Behind the colon; null where there is none. */
  behindColon: number | null;
  /** The end of the value, or of the key or colon where there is no value. */
  end: number;
};

/** The slots of a map, in order. */
export function slotsOf(map: YAMLMap): Slot[] {
  return (map.items as ParsedPair[]).map(toSlot);
}

/** Whether a value is nothing: not there, `null` or `~`. */
export function isEmpty(node: Node | null): node is Scalar<null> | null {
  return node === null || (isScalar(node) && node.value === null);
}

/** Where the last value within `node` ends, without the comments behind it. */
function endOf(node: ParsedNode): number {
  const last = isCollection(node) && node.flow !== true ? node.items.at(-1) : undefined;
  if (last === undefined) {
    return node.range[1];
  }
  return isNode(last) ? endOf(last as ParsedNode) : toSlot(last as ParsedPair).end;
}

/** @param pair One of a parsed document, with its tokens. */
export function toSlot({ key, value, srcToken }: ParsedPair): Slot {
  const colon = srcToken?.sep?.find(({ type }: CST.SourceToken) => type === "map-value-ind");
  const behindColon = colon === undefined ? null : colon.offset + 1;
  const isWritten = value !== null && endOf(value) > value.range[0];
  const end = isWritten ? endOf(value) : (behindColon ?? key.range[1]);
  return { key, value, behindColon, end };
}

/** Whether anything stands in the text for the value: a `~` does, and nothing does not. */
export function hasSource({ value }: Slot): boolean {
  return value !== null && value.range[1] > value.range[0];
}
