/** A part of a remedy: a sentence with commands in it, or something to copy as a whole. */
export type RemedyPart =
  | { kind: "text"; spans: RemedySpan[] }
  | { kind: "code"; what: "the command" | "the IAM statement"; text: string };

/** A piece of a sentence. */
export type RemedySpan = { isCode: boolean; text: string };

/** Programs that a line of its own may call. */
const COMMAND =
  /^(\$ |(?:sudo|aws|ssh|ssh-keygen|ssh-keyscan|systemctl|causeway|export|cat|curl|timedatectl|apt|apt-get|dnf|yum) )/;

/**
 * Splits a remedy as the backend writes it: sentences with commands in backticks, and commands and
 * JSON on lines of their own.
 */
export function remedyParts(remedy: string): RemedyPart[] {
  const parts: RemedyPart[] = [];
  const lines = remedy.replaceAll("\r\n", "\n").split("\n");
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    if (/^\s*[{[]\s*$/.test(line)) {
      const end = jsonEnd(lines, at);
      parts.push({
        kind: "code",
        what: "the IAM statement",
        text: lines.slice(at, end).join("\n"),
      });
      at = end;
    } else {
      if (COMMAND.test(line.trim())) {
        const text = line.trim().replace(/^\$ /, "");
        parts.push({ kind: "code", what: "the command", text });
      } else if (line.trim() !== "") {
        parts.push({ kind: "text", spans: spansOf(line.trim()) });
      }
      at += 1;
    }
  }
  return parts;
}

/** The line after the one that closes the JSON which begins at `from`; the end where none does. */
function jsonEnd(lines: readonly string[], from: number): number {
  const close = (lines[from] ?? "").trim() === "{" ? "}" : "]";
  const indent = /^\s*/.exec(lines[from] ?? "")?.[0] ?? "";
  const end = lines.findIndex(
    (line, index) => index > from && line.trimEnd() === `${indent}${close}`,
  );
  return end === -1 ? lines.length : end + 1;
}

/** A backtick without its partner is text. */
function spansOf(line: string): RemedySpan[] {
  return line
    .split(/(`[^`]+`)/)
    .filter((text) => text !== "")
    .map((text) =>
      /^`[^`]+`$/.test(text) ? { isCode: true, text: text.slice(1, -1) } : { isCode: false, text },
    );
}
