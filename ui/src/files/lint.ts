import { jsonParseLinter } from "@codemirror/lang-json";
import { type Diagnostic, linter, lintGutter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { parseAllDocuments } from "yaml";

const DELAY = { delay: 200 };

/** Above this length nothing is checked: it would be felt in the typing. */
const MAX_CHECKED = 256 * 1024;

const GUTTER = lintGutter();
const YAML = [
  GUTTER,
  linter((view) => (isChecked(view) ? yamlProblems(view.state.doc.toString()) : []), DELAY),
];
const JSON_TEXT = [GUTTER, linter(jsonProblems, DELAY)];

/** Marks what is wrong with a file of a kind that can be checked, at its line. It keeps nobody from saving. */
export function lintFor(path: string): Extension {
  if (/\.ya?ml$/i.test(path)) {
    return YAML;
  }
  return /\.json$/i.test(path) ? JSON_TEXT : [];
}

/** What keeps a text from being YAML. */
export function yamlProblems(text: string): Diagnostic[] {
  const documents = parseAllDocuments(text, { version: "1.2", prettyErrors: false });
  return [...documents]
    .flatMap(({ errors }) => errors)
    .map(({ pos: [start, end], message }) => {
      const from = Math.min(start, text.length);
      return { from, to: Math.min(Math.max(end, from), text.length), severity: "error", message };
    });
}

const parseJson = jsonParseLinter();

function jsonProblems(view: EditorView): Diagnostic[] {
  return isChecked(view) ? parseJson(view) : [];
}

function isChecked({ state: { doc } }: EditorView): boolean {
  return doc.length > 0 && doc.length <= MAX_CHECKED;
}
