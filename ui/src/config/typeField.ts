import { Refusal } from "./edit/edit";
import { editYaml } from "./edit/editYaml";
import { type OpenYaml, openYaml } from "./edit/openYaml";
import type { FieldSpec } from "./fields";
import { type FieldState, readField, shownOf } from "./readField";
import { readTyped } from "./readTyped";
import { recall } from "./recall";

/** Begins a problem that only the raw view can solve. */
export const NOT_IN_FORM = "Not possible in the form:";

/** A text that the form can work on, or why it cannot. */
export type Opened = { status: "open"; yaml: OpenYaml } | { status: "refused"; reason: string };

const open = recall(openAnew);

/** Opens a text for the form. Never throws. */
export function openForForm(text: string): Opened {
  return open(text);
}

function openAnew(text: string): Opened {
  try {
    return { status: "open", yaml: openYaml(text) };
  } catch (thrown) {
    const isOurs = thrown instanceof Refusal;
    return { status: "refused", reason: isOurs ? thrown.message : "The file is too intricate." };
  }
}

export type TypedResult =
  | { status: "edited"; text: string; shown: string }
  | { status: "problem"; problem: string };

/** The text of the file after something was typed into a field. */
export function typeField(text: string, field: FieldSpec, typed: string): TypedResult {
  const present = stateOf(text, field);
  const read = readTyped(field, typed, present.status === "present" ? present.ending : "");
  if (read.status === "invalid") {
    return { status: "problem", problem: read.problem };
  }
  const isSame = present.status === "present" && present.shown === asShown(read.value);
  if (isSame) {
    return { status: "edited", text, shown: present.shown };
  }
  const result = editYaml(text, [{ path: field.path, value: read.value }]);
  if (result.status === "refused") {
    return { status: "problem", problem: `${NOT_IN_FORM} ${result.reason}` };
  }
  const after = stateOf(result.text, field);
  return { status: "edited", text: result.text, shown: shownOf(after) };
}

function stateOf(text: string, field: FieldSpec): FieldState {
  const opened = openForForm(text);
  return opened.status === "open" ? readField(opened.yaml, field) : { status: "absent" };
}

function asShown(value: unknown): string {
  return Array.isArray(value) ? value.join("\n") : String(value ?? "").replace(/\n+$/, "");
}
