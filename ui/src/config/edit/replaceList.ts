import { isScalar, type ParsedNode, type YAMLSeq } from "yaml";
import { diffList, type ListStep } from "./diffList";
import { refuse, type Splice } from "./edit";
import { type FlowStyle, flowScalar } from "./flowScalar";
import { dashesOf } from "./layout";
import { indentAt, insertLines, lineStart, linesEnd, removeLines } from "./lines";
import { replaceScalar, type Surroundings } from "./replaceScalar";
import type { Slot } from "./slot";

/** The most items that a list may have to be edited item by item. */
const MAX_ITEMS = 1_000;

/** Gives a list other items; those that stay are not touched. */
export function replaceList(
  slot: Slot,
  list: YAMLSeq,
  items: readonly string[],
  at: Surroundings,
): Splice[] {
  const before = list.items.map(textOf);
  if (before.length > MAX_ITEMS || items.length > MAX_ITEMS) {
    return refuse(`The list has more than ${MAX_ITEMS} items.`);
  }
  if (list.flow === true) {
    return [flowList(list, before, items, at.text)];
  }
  const steps = diffList(before, items);
  const splices = steps.flatMap((step) => blockStep(step, list, at));
  return items.length > 0 || slot.behindColon === null
    ? splices
    : [{ from: slot.behindColon, to: slot.behindColon, insert: " []" }, ...splices];
}

function textOf(item: unknown): string {
  return isScalar(item) && typeof item.value === "string"
    ? item.value
    : refuse("The list has something in it that is not text.");
}

function blockStep(step: ListStep, list: YAMLSeq, at: Surroundings): Splice[] {
  const { text } = at;
  const dash = dashesOf(list)[Math.max(0, step.kind === "keep" ? 0 : step.index)] ?? 0;
  const indent = indentAt(text, dash) ?? refuse("The items do not stand on lines of their own.");
  const item = list.items[Math.max(0, step.index)] as ParsedNode;
  switch (step.kind) {
    case "keep":
      return [];
    case "remove":
      return [removeLines(text, dash, item.range[1])];
    case "replace": {
      const slot = { key: item, value: item, behindColon: null, end: item.range[1] };
      const ways = replaceScalar(slot, step.item, { ...at, indent, place: "block" });
      return ways.at(-1) ?? [];
    }
    case "insert": {
      const lines = step.items.map(
        (added) => `${" ".repeat(indent)}- ${flowScalar(added, "PLAIN", "block")}`,
      );
      const offset = step.index < 0 ? lineStart(text, dash) : linesEnd(text, item.range[1]);
      return [insertLines(text, offset, lines)];
    }
  }
}

/** A list in brackets, with the source of what stays and the white space of the present one. */
function flowList(
  list: YAMLSeq,
  before: readonly string[],
  items: readonly string[],
  text: string,
): Splice {
  const nodes = list.items as ParsedNode[];
  const [from, to] = (list as ParsedNode).range;
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (first === undefined || last === undefined) {
    return { from, to, insert: `[${items.map(inFlow).join(", ")}]` };
  }
  if (items.length === 0) {
    return { from, to, insert: "[]" };
  }
  const gap = nodes[1] === undefined ? ", " : text.slice(first.range[1], nodes[1].range[0]);
  const pieces = diffList(before, items).flatMap((step) => flowPieces(step, nodes, text));
  const joined = pieces.map(({ source, index }, at) =>
    at === 0 ? source : gapBefore(nodes, index, pieces[at - 1]?.index ?? -1, text, gap) + source,
  );
  const opening = text.slice(from, first.range[0]);
  return { from, to, insert: opening + joined.join("") + text.slice(last.range[1], to) };
}

type Piece = { source: string; index: number };

function flowPieces(step: ListStep, nodes: ParsedNode[], text: string): Piece[] {
  const node = nodes[Math.max(0, step.index)];
  switch (step.kind) {
    case "keep":
      return [{ source: text.slice(node?.range[0], node?.range[1]), index: step.index }];
    case "replace": {
      const style = (isScalar(node) ? node.type : undefined) ?? "PLAIN";
      return [{ source: flowScalar(step.item, style as FlowStyle, "flow"), index: step.index }];
    }
    case "insert":
      return step.items.map((item) => ({ source: inFlow(item), index: -1 }));
    case "remove":
      return [];
  }
}

/** Two neighbours that stay neighbours keep what stands between them. */
function gapBefore(
  nodes: ParsedNode[],
  index: number,
  previous: number,
  text: string,
  usual: string,
): string {
  const [left, right] = [nodes[previous], nodes[index]];
  return left !== undefined && right !== undefined && previous === index - 1
    ? text.slice(left.range[1], right.range[0])
    : usual;
}

function inFlow(item: string): string {
  return flowScalar(item, "PLAIN", "flow");
}
