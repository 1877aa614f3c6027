import { isPrintable } from "./flowScalar";

/** A block scalar in two pieces: what stands behind the key, and the lines below, all ended. */
export type BlockSource = { header: string; body: string };

export type BlockStyle = {
  kind: "|" | ">";
  chomping: "" | "-" | "+";
  /** How far the lines are indented, and how much of that is from the key. */
  indent: number;
  relative: number;
  hasIndicator: boolean;
};

/** The source of `text` as a block scalar, or null where that cannot hold it. */
export function blockScalar(
  text: string,
  style: BlockStyle,
  eol: string,
  oldBody = "",
): BlockSource | null {
  const content = text.replace(/\n+$/, "");
  if (content === "" || !isPrintable(text) || content.startsWith("\n")) {
    return null;
  }
  const lines = style.kind === "|" ? content.split("\n") : fold(content, style, oldBody);
  if (lines === null) {
    return null;
  }
  const breaks = text.length - content.length;
  const chomping = chompingFor(breaks, style.chomping);
  const indicator = style.hasIndicator || content.startsWith(" ") ? String(style.relative) : "";
  const extra = eol.repeat(Math.max(0, breaks - 1));
  const indented = lines.map((line) => (line === "" ? "" : " ".repeat(style.indent) + line));
  return {
    header: style.kind + indicator + chomping,
    body: indented.map((line) => line + eol).join("") + extra,
  };
}

/** The present chomping where it gives the line breaks at the end, else the one that does. */
function chompingFor(breaks: number, present: BlockStyle["chomping"]): BlockStyle["chomping"] {
  if (breaks === 0) {
    return "-";
  }
  return present === "+" || breaks > 1 ? "+" : "";
}

/** The lines of a folded scalar: a break is a blank line, and long lines are broken at spaces. */
function fold(content: string, { indent }: BlockStyle, oldBody: string): string[] | null {
  if (/(^|\n)[ \t]/.test(content)) {
    return null;
  }
  const known = paragraphsOf(oldBody);
  const longest = Math.max(60, ...oldBody.split(/\r?\n/).map((line) => line.length));
  const width = Math.min(100, longest) - indent;
  return content
    .replace(/\n+/g, (breaks) => `${breaks}\n`)
    .split("\n")
    .flatMap((line) => known.get(line) ?? broken(line, width));
}

/** The paragraphs of a folded scalar and the lines that they stand on now. */
function paragraphsOf(body: string): Map<string, string[]> {
  const paragraphs = body.split(/\r?\n *\r?\n/).map((part) => {
    const lines = part.split(/\r?\n/).map((line) => line.replace(/^ +/, ""));
    return lines.filter((line) => line !== "");
  });
  return new Map(paragraphs.map((lines) => [lines.join(" "), lines]));
}

function broken(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const piece of line.split(/(?<=\S) (?=\S)/)) {
    if (current !== "" && current.length + 1 + piece.length > width) {
      lines.push(current);
      current = piece;
    } else {
      current = current === "" ? piece : `${current} ${piece}`;
    }
  }
  return [...lines, current];
}
