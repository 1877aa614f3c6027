import { isMap, parseDocument, type YAMLMap, type YAMLParseError } from "yaml";
import { recall } from "./recall";

/** What the form reads of a config.yaml. A member is absent where the file does not have it. */
export type Config = {
  name?: string;
  description?: string;
  tier?: number;
  runtime?: string;
  model?: string;
  /** `runtime_config.model`. */
  runtimeModel?: string;
  provider?: string;
};

export type ParsedConfig =
  | { status: "valid"; config: Config }
  /** Nothing in it but white space or comments. */
  | { status: "empty" }
  | { status: "invalid"; line: number; column: number; from: number; to: number; message: string };

const parse = recall(parseAnew);

/** Reads the text of a config.yaml. Never throws. */
export function parseConfig(text: string): ParsedConfig {
  return parse(text);
}

function parseAnew(text: string): ParsedConfig {
  const document = parseDocument(text, { version: "1.2", prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    return invalid(text, error);
  }
  const root = document.contents;
  if (root === null || (!isMap(root) && text.trim() === "")) {
    return { status: "empty" };
  }
  if (!isMap(root)) {
    const message = "The file has to be a list of keys and values";
    return { status: "invalid", line: 1, column: 1, from: 0, to: text.length, message };
  }
  return { status: "valid", config: readConfig(root) };
}

function invalid(text: string, error: YAMLParseError): ParsedConfig {
  const from = Math.min(error.pos[0], text.length);
  const to = Math.min(Math.max(error.pos[1], from), text.length);
  const before = text.slice(0, from).split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  const isSeveral = error.code === "MULTIPLE_DOCS";
  const message = isSeveral ? "The file holds several documents" : error.message;
  return { status: "invalid", line: before.length, column, from, to, message };
}

function readConfig(root: YAMLMap): Config {
  const runtimeConfig = root.get("runtime_config");
  return {
    ...word("name", root.get("name")),
    ...word("description", root.get("description")),
    ...tierOf(root.get("tier")),
    ...word("runtime", root.get("runtime")),
    ...word("model", root.get("model")),
    ...word("runtimeModel", isMap(runtimeConfig) ? runtimeConfig.get("model") : undefined),
    ...word("provider", root.get("provider")),
  };
}

function word<Key extends keyof Config>(key: Key, value: unknown): { [K in Key]?: string } {
  const isScalar =
    typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isScalar ? ({ [key]: String(value).trim() } as { [K in Key]: string }) : {};
}

/** The runtime takes a tier that is not a whole number as 1. */
function tierOf(value: unknown): { tier?: number } {
  if (value === undefined || value === null) {
    return {};
  }
  return { tier: /^\d+$/.test(String(value)) ? Number(value) : 1 };
}
