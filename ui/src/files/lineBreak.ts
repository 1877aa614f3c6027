export type LineBreak = "\n" | "\r\n";

/**
 * What ends the lines of `text`: CRLF only when every line does, since the editor would otherwise
 * rewrite the lines that differ.
 */
export function lineBreakOf(text: string): LineBreak {
  return /\r\n/.test(text) && !/(^|[^\r])\n/.test(text) ? "\r\n" : "\n";
}
