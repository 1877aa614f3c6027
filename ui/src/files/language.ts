import { javascript } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import { markdown } from "@codemirror/lang-markdown";
import { python } from "@codemirror/lang-python";
import { yaml } from "@codemirror/lang-yaml";
import { StreamLanguage, type StreamParser } from "@codemirror/language";
import { dockerFile } from "@codemirror/legacy-modes/mode/dockerfile";
import { properties } from "@codemirror/legacy-modes/mode/properties";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import { toml } from "@codemirror/legacy-modes/mode/toml";
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
  ["toml", stream(toml)],
  ["sh", stream(shell)],
  ["bash", stream(shell)],
  ["zsh", stream(shell)],
  ["profile", stream(shell)],
  ["bashrc", stream(shell)],
  ["bash_profile", stream(shell)],
  ["zshrc", stream(shell)],
  ["env", stream(properties)],
  ["ini", stream(properties)],
  ["cfg", stream(properties)],
  ["dockerfile", stream(dockerFile)],
]);

/** Highlighting for a file, by its name's extension or its whole name; nothing for one that is not known. */
export function languageFor(path: string): Extension {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const extension = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return BY_EXTENSION.get(extension)?.() ?? [];
}

function stream<State>(mode: StreamParser<State>): () => Extension {
  return () => StreamLanguage.define(mode);
}
