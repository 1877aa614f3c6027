import { refuse } from "./edit";

/** How a value that stands on one line is written. */
export type FlowStyle = "PLAIN" | "QUOTE_SINGLE" | "QUOTE_DOUBLE";

/** Where a scalar stands: among lines, or between brackets or braces. */
export type Place = "block" | "flow";

/**
 * The source of a value on one line, in `style` where that can hold it.
 *
 * @throws Refusal for a number or text that cannot be written so that every reader reads it back.
 */
export function flowScalar(
  value: string | number | boolean,
  style: FlowStyle,
  place: Place,
): string {
  if (typeof value === "number") {
    return /^-?\d+(\.\d+)?$/.test(String(value))
      ? String(value)
      : refuse("The number is too large or too small to be written plainly.");
  }
  return typeof value === "boolean" ? String(value) : quotedAsNeeded(value, style, place);
}

function quotedAsNeeded(text: string, style: FlowStyle, place: Place): string {
  if (/\p{Surrogate}/u.test(text)) {
    return refuse("The text has half a character in it.");
  }
  if (style === "PLAIN" && isPlain(text, place)) {
    return text;
  }
  const isSingleNicer = style === "QUOTE_SINGLE" || (style === "PLAIN" && /["\\]/.test(text));
  return isSingleNicer && isPrintable(text) && !text.includes("\n")
    ? `'${text.replaceAll("'", "''")}'`
    : doubleQuoted(text);
}

/** Whether every reader takes `text` for itself as it stands. */
function isPlain(text: string, place: Place): boolean {
  return (
    text !== "" &&
    text.trim() === text &&
    isPrintable(text) &&
    !/[\n\t]/.test(text) &&
    !/^[-?:,[\]{}#&*!|>'"%@`]/.test(text) &&
    !/: | #|:$/.test(text) &&
    (place === "block" || !/[,[\]{}:]/.test(text)) &&
    !READS_AS_ANOTHER_TYPE.some((pattern) => pattern.test(text))
  );
}

/**
 * What is not text when it stands unquoted. The agents read with PyYAML, which is YAML 1.1: there
 * `no`, `1_000`, `1:30` and dates are no text either.
 *
 * Source: https://yaml.org/type/ and PyYAML `lib/yaml/resolver.py`.
 */
const READS_AS_ANOTHER_TYPE = [
  /^(~|null|y|n|yes|no|on|off|true|false|=|<<)$/i,
  /^[-+]?(0b[01_]+|0o?[0-7_]+|0x[\da-f_]+)$/i,
  /^[-+]?(\.[\d_]+|\d[\d_]*(\.[\d_]*)?)(e[-+]?\d+)?$/i,
  /^[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?$/,
  /^[-+]?\.(inf|nan)$/i,
  /^\d{4}-\d\d?-\d\d?([Tt \t].*)?$/,
];

/** Whether `text` has only what may stand in a file as it is: line feeds and tabs included. */
export function isPrintable(text: string): boolean {
  return !UNPRINTABLE.test(text);
}

const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be escaped
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]/;

function doubleQuoted(text: string): string {
  const escaped = text.replace(/["\\\n\t]/g, (char) => ESCAPES[char] ?? char);
  const all = new RegExp(UNPRINTABLE, "g");
  return `"${escaped.replace(all, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
}

const ESCAPES: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t" };
