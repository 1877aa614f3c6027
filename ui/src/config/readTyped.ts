import type { Value } from "./edit/edit";
import type { FieldSpec } from "./fields";

/** What was typed into a field: a value, `undefined` for "not set", or what is wrong with it. */
export type Typed = { status: "valid"; value: Value } | { status: "invalid"; problem: string };

/**
 * Reads what was typed. Nothing typed means that the key goes, so that the default holds.
 *
 * @param ending The line breaks that the present value ends with, and the input does not show.
 */
export function readTyped(field: FieldSpec, text: string, ending: string): Typed {
  const trimmed = text.trim();
  if (trimmed === "") {
    return valid(undefined);
  }
  switch (field.kind) {
    case "line":
      return field.pattern?.test(trimmed) === false ? invalid(field.problem) : valid(trimmed);
    case "lines":
      return valid(text.replace(/\r\n?/g, "\n").replace(/\n+$/, "") + ending);
    case "whole": {
      const value = Number(trimmed);
      const isWhole = /^-?\d+$/.test(trimmed) && Number.isSafeInteger(value);
      return isWhole && field.isAllowed(value) ? valid(value) : invalid(field.problem);
    }
    case "decimal":
      return /^\d{1,12}(\.\d{1,6})?$/.test(trimmed)
        ? valid(Number(trimmed))
        : invalid(field.problem);
    case "yes_no":
      return valid(trimmed === "true");
    case "choice":
      return field.choices.includes(trimmed)
        ? valid(trimmed)
        : invalid(`One of ${field.choices.join(", ")}.`);
    case "list":
      return readList(field, text);
  }
}

function readList({ pattern, problem }: FieldSpec & { kind: "list" }, text: string): Typed {
  const lines = text.split(/\r\n?|\n/).map((line) => line.trim());
  const items = lines.filter((line) => line !== "");
  return items.some((item) => pattern?.test(item) === false) ? invalid(problem) : valid(items);
}

function valid(value: Value): Typed {
  return { status: "valid", value };
}

function invalid(problem = "This cannot be used here."): Typed {
  return { status: "invalid", problem };
}
