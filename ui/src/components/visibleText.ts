/** Control and format characters that hide, reorder or fake text: shown by their code instead. */
const DECEPTIVE = /[\p{Cc}\p{Bidi_Control}\u200b-\u200f\u2028\u2029\u2060-\u2064\ufeff]/gu;
const KEPT_IN_BLOCKS = new Set(["\n", "\t"]);

/** Makes invisible characters of foreign text visible, e.g. `⟨U+202E⟩`. */
export function visibleText(text: string): string {
  return text.replace(DECEPTIVE, toCode);
}

/** As {@link visibleText}, but keeps line breaks and tabs. */
export function visibleBlock(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(DECEPTIVE, (character) =>
      KEPT_IN_BLOCKS.has(character) ? character : toCode(character),
    );
}

function toCode(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return `⟨U+${point.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
