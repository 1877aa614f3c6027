/** The lines of a text, each with what ends it. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * Takes off the lines that all texts begin and end with: the texts of one file differ in few places,
 * and comparing takes time that grows with the square of what is compared.
 */
export function trimShared(texts: readonly string[][]): {
  head: string[];
  tail: string[];
  middles: string[][];
} {
  const [first = [], ...others] = texts;
  const shortest = Math.min(...texts.map(({ length }) => length));
  const isShared = (index: number) => others.every((text) => text.at(index) === first.at(index));
  let head = 0;
  while (head < shortest && isShared(head)) {
    head += 1;
  }
  let tail = 0;
  while (tail < shortest - head && isShared(-tail - 1)) {
    tail += 1;
  }
  return {
    head: first.slice(0, head),
    tail: first.slice(first.length - tail),
    middles: texts.map((text) => text.slice(head, text.length - tail)),
  };
}
