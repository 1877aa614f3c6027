import { javascript } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import { markdown } from "@codemirror/lang-markdown";
import { python } from "@codemirror/lang-python";
import { yaml } from "@codemirror/lang-yaml";
import type { Extension } from "@codemirror/state";

const BY_EXTENSION: ReadonlyMap<string, () => Extension> = new Map([
  ["yaml", () => yaml()],
  ["yml", () => yaml()],
  ["json", () => json()],
  ["md", () => markdown()],
  ["py", () => python()],
  ["js", () => javascript()],
  ["jsx", () => javascript({ jsx: true })],
  ["ts", () => javascript({ typescript: true })],
  ["tsx", () => javascript({ jsx: true, typescript: true })],
]);

/** Highlighting for a file, by its name's extension; nothing for one that is not known. */
export function languageFor(path: string): Extension {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return BY_EXTENSION.get(extension)?.() ?? [];
}
