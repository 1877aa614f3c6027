import { isScalar, isSeq, type ParsedNode } from "yaml";
import { checkValue } from "./edit/checkShared";
import { Refusal } from "./edit/edit";
import { locate } from "./edit/locate";
import type { OpenYaml } from "./edit/openYaml";
import { isEmpty } from "./edit/slot";
import { type FieldSpec, fieldId } from "./fields";

/** What a file has for a field. */
export type FieldState =
  | { status: "absent" }
  /** `shown` is what stands in the input; `ending`, the line breaks that it leaves out. */
  | { status: "present"; shown: string; ending: string }
  /** It is there, and not as the form could edit it. `reason` is a sentence. */
  | { status: "odd"; shown: string; reason: string };

/** Reads what the file has for a field. Never throws. */
export function readField(yaml: OpenYaml, field: FieldSpec): FieldState {
  try {
    const target = locate(yaml, field.path);
    if (target.kind !== "found" || isEmpty(target.slot.value)) {
      return { status: "absent" };
    }
    const { value } = target.slot;
    checkValue(value, fieldId(field));
    return value === null ? { status: "absent" } : readValue(yaml.text, value, field);
  } catch (thrown) {
    const reason = thrown instanceof Refusal ? thrown.message : "It cannot be read.";
    return { status: "odd", shown: "", reason };
  }
}

/** What stands in the input of a field. */
export function shownOf(state: FieldState): string {
  return state.status === "absent" ? "" : state.shown;
}

function readValue(text: string, node: ParsedNode, field: FieldSpec): FieldState {
  const source = text.slice(node.range[0], node.range[1]).trim();
  const shown = shownAs(node, source, field);
  if (shown === null) {
    return { status: "odd", shown: source, reason: `${WANTED[field.kind]} is expected here.` };
  }
  const ending = field.kind === "lines" ? (/\n+$/.exec(shown)?.[0] ?? "") : "";
  return { status: "present", shown: shown.slice(0, shown.length - ending.length), ending };
}

const WANTED: Record<FieldSpec["kind"], string> = {
  line: "One line of text",
  lines: "Text",
  whole: "A whole number",
  decimal: "A number",
  yes_no: "true or false",
  choice: "A word",
  list: "A list of texts",
};

/** The value as it stands in its input, or null where it is of another type. */
function shownAs(node: ParsedNode, source: string, { kind }: FieldSpec): string | null {
  if (!isScalar(node)) {
    return kind === "list" && isSeq(node) ? shownList(node.items) : null;
  }
  const { value } = node;
  switch (kind) {
    case "list":
      return null;
    case "whole":
      return Number.isSafeInteger(value) && String(value) === source ? source : null;
    case "decimal":
      return typeof value === "number" && /^\d+(\.\d+)?$/.test(source) ? source : null;
    case "yes_no":
      return typeof value === "boolean" ? String(value) : null;
    case "line":
    case "choice":
    case "lines": {
      // `version: 1.0` is a number that is meant as text: it is shown as it is written.
      const words = typeof value === "string" ? value : source;
      return kind !== "lines" && /[\r\n]/.test(words) ? null : words;
    }
  }
}

function shownList(items: readonly unknown[]): string | null {
  const texts = items.map((item) => (isScalar(item) ? item.value : null));
  const areLines = texts.every(
    (text) =>
      typeof text === "string" && text !== "" && text.trim() === text && !/[\r\n]/.test(text),
  );
  return areLines ? texts.join("\n") : null;
}
