import { isScalar, type ParsedNode } from "yaml";
import { type BlockStyle, blockScalar } from "./blockScalar";
import { refuse, type Splice } from "./edit";
import { type FlowStyle, flowScalar, type Place } from "./flowScalar";
import { eolOf, lineEnd, lineStart, nextLine } from "./lines";
import { hasSource, type Slot } from "./slot";

/** Where a value is put: `indent` is that of its key, `step` what is added below it. */
export type Surroundings = { text: string; place: Place; indent: number; step: number };

type Plain = string | number | boolean;

/**
 * The ways to give a key another value on the spot, the closest to the present style first. Which
 * of them really says what is wanted is for the caller to try.
 */
export function replaceScalar(slot: Slot, value: Plain, at: Surroundings): Splice[][] {
  const { value: node, behindColon } = slot;
  if (!hasSource(slot)) {
    return behindColon === null
      ? refuse("The key has no colon behind it.")
      : withBlock(behindColon, behindColon, " ", "PLAIN", value, at);
  }
  if (!isScalar(node)) {
    return refuse("The value is not a single one.");
  }
  if (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED") {
    return replaceBlock(node, value, at);
  }
  const style = (node.type ?? "PLAIN") as FlowStyle;
  const [from, to] = node.range;
  const isOnKeyLine = lineStart(at.text, from) === lineStart(at.text, slot.key.range[0]);
  const flow = [{ from, to, insert: flowScalar(value, style, at.place) }];
  return isOnKeyLine ? withBlock(from, to, "", style, value, at) : [flow];
}

/** Text of several lines becomes a block scalar where it cannot stay as it is. */
function withBlock(
  from: number,
  to: number,
  gap: string,
  style: FlowStyle,
  value: Plain,
  at: Surroundings,
): Splice[][] {
  const flow = [{ from, to, insert: gap + flowScalar(value, style, at.place) }];
  const canBeBlock = at.place === "block" && style !== "QUOTE_DOUBLE";
  if (typeof value !== "string" || !value.includes("\n") || !canBeBlock) {
    return [flow];
  }
  const { text, indent, step } = at;
  const end = lineEnd(text, to);
  if (end === text.length && value.endsWith("\n")) {
    return [flow];
  }
  const block = blockScalar(
    value,
    { kind: "|", chomping: "", indent: indent + step, relative: step, hasIndicator: false },
    eolOf(text),
  );
  if (block === null) {
    return [flow];
  }
  const body = eolOf(text) + block.body.replace(/\r?\n$/, "");
  return [
    [
      { from, to, insert: gap + block.header },
      { from: end, to: end, insert: body },
    ],
    flow,
  ];
}

function replaceBlock(node: ParsedNode, value: Plain, at: Surroundings): Splice[][] {
  const { text } = at;
  const [from, end] = node.range;
  const bodyFrom = nextLine(text, from);
  const header = /^[|>][-+\d]*/.exec(text.slice(from))?.[0] ?? "";
  const oldBody = text.slice(bodyFrom, end);
  const isUnended = !oldBody.endsWith("\n") && !String(value).endsWith("\n");
  const splices = (head: string, body: string): Splice[] => [
    { from, to: from + header.length, insert: head },
    { from: bodyFrom, to: end, insert: isUnended ? body.replace(/\r?\n$/, "") : body },
  ];
  const flow = splices(flowScalar(value, "PLAIN", at.place), "");
  if (typeof value !== "string") {
    return [flow];
  }
  const style = styleOf(header, oldBody, at);
  const kinds = style.kind === ">" ? ([">", "|"] as const) : (["|"] as const);
  const blocks = kinds.flatMap(
    (kind) => blockScalar(value, { ...style, kind }, eolOf(text), oldBody) ?? [],
  );
  return [...blocks.map((block) => splices(block.header, block.body)), flow];
}

function styleOf(header: string, body: string, { indent, step }: Surroundings): BlockStyle {
  const digit = /\d/.exec(header)?.[0];
  const found = /^( +)[^ \r\n]/m.exec(body)?.[1]?.length ?? indent + step;
  const relative = digit === undefined ? found - indent : Number(digit);
  return {
    kind: header.startsWith(">") ? ">" : "|",
    chomping: header.includes("+") ? "+" : header.includes("-") ? "-" : "",
    indent: indent + relative,
    relative,
    hasIndicator: digit !== undefined,
  };
}
