import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from "yaml";
import { refuse } from "./edit";
import { oddityOf } from "./tokens";

const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 32;
const STANDARD_TAG = "tag:yaml.org,2002:";

/** The versions of YAML that a text has to mean the same in: ours, and the one of the agents. */
export type YamlVersion = "1.2" | "1.1";

/** A document of the kind that can be edited key by key. */
export type OpenYaml = { text: string; document: Document.Parsed; root: YAMLMap };

/** Every keystroke in the form asks for the same few texts again and again. */
const RECENT_TEXTS = 6;
const recent = new Map<string, OpenYaml>();

/**
 * Parses `text` with everything that editing needs.
 *
 * @remarks The result is shared: read it, and change nothing in it.
 * @throws Refusal where the document is not of the simple kind that can be edited safely.
 */
export function openYaml(text: string, version: YamlVersion = "1.2"): OpenYaml {
  const key = version + text;
  const known = recent.get(key);
  const opened = known ?? open(text, version);
  recent.delete(key);
  recent.set(key, opened);
  for (const oldest of [...recent.keys()].slice(0, -RECENT_TEXTS)) {
    recent.delete(oldest);
  }
  return opened;
}

function open(text: string, version: YamlVersion): OpenYaml {
  checkText(text);
  const document = parseOne(text, version);
  const root = document.contents;
  if (!isMap(root)) {
    return refuse("The file is not a list of keys and values.");
  }
  checkNodes(document);
  return { text, document, root: root as YAMLMap };
}

function checkText(text: string): void {
  if (new TextEncoder().encode(text).length > MAX_BYTES) {
    refuse("The file is larger than 1 MB.");
  }
  if (/\r(?!\n)|[\u0085\u2028\u2029]/.test(text)) {
    refuse("The file has line breaks that not every reader of YAML takes for such.");
  }
  const oddity = oddityOf(text);
  if (oddity === "tab") {
    refuse("The file uses tabs between its keys and values.");
  }
  if (oddity === "directive") {
    refuse("The file has a directive, a line that begins with %.");
  }
}

function parseOne(text: string, version: YamlVersion): Document.Parsed {
  const options = { version, prettyErrors: false, keepSourceTokens: true } as const;
  const documents = parseAllDocuments(text, options);
  const [document, second] = documents;
  if (document === undefined) {
    return refuse("The file is empty.");
  }
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    const line = text.slice(0, problem.pos[0]).split("\n").length;
    return refuse(`Line ${line}: ${problem.message}`);
  }
  return second === undefined ? document : refuse("The file holds several documents.");
}

function checkNodes(document: Document.Parsed): void {
  visit(document, {
    Node(_key, node, ancestors) {
      if ("tag" in node && node.tag !== undefined && !node.tag.startsWith(STANDARD_TAG)) {
        refuse(`The file uses a tag of its own: ${node.tag}`);
      }
      if (ancestors.filter(isCollection).length >= MAX_DEPTH && isCollection(node)) {
        refuse(`The file is nested more than ${MAX_DEPTH} deep.`);
      }
    },
    Pair(_key, { key }: Pair) {
      if (!isScalar(key)) {
        refuse("The file has a key that is not a single word or value.");
      }
    },
  });
}
