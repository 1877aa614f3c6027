import type { Splice } from "./edit";

/** What ends the lines of `text`, judged by its first line. */
export function eolOf(text: string): "\n" | "\r\n" {
  return /^[^\n]*\r\n/.test(text) ? "\r\n" : "\n";
}

/** Where the line with `offset` begins; after the byte order mark. */
export function lineStart(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return start === 0 && text.startsWith("\uFEFF") ? 1 : start;
}

/** Where the line with `offset` ends, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  const end = newline === -1 ? text.length : newline;
  return text[end - 1] === "\r" && end > offset ? end - 1 : end;
}

/** Where the line after the one with `offset` begins, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  return newline === -1 ? text.length : newline + 1;
}

/**
 * Where the lines of something end that ends at `offset`. A block scalar ends behind its line break,
 * everything else before it.
 */
export function linesEnd(text: string, offset: number): number {
  return text[offset - 1] === "\n" ? offset : nextLine(text, offset);
}

/** The column of `offset` when only spaces stand before it in its line, else null. */
export function indentAt(text: string, offset: number): number | null {
  const before = text.slice(lineStart(text, offset), offset);
  return /^ *$/.test(before) ? before.length : null;
}

/** Puts whole lines in at `offset`, the begin of a line or the end of the text. */
export function insertLines(text: string, offset: number, lines: readonly string[]): Splice {
  const eol = eolOf(text);
  const isUnended = offset === text.length && offset > 0 && text[offset - 1] !== "\n";
  const body = lines.join(eol);
  return { from: offset, to: offset, insert: isUnended ? eol + body : body + eol };
}

/** Takes whole lines out. A comment behind what ends at `end` stays, on a line of its own. */
export function removeLines(text: string, start: number, end: number): Splice {
  const from = lineStart(text, start);
  const to = linesEnd(text, end);
  const rest = text[end - 1] === "\n" ? "" : text.slice(end, lineEnd(text, end)).trim();
  if (rest.startsWith("#")) {
    return { from: start, to: lineEnd(text, end), insert: rest };
  }
  const isUnended = to === text.length && text[to - 1] !== "\n";
  const before = text.slice(0, from).replace(/\r?\n$/, "").length;
  return { from: isUnended ? before : from, to, insert: "" };
}
