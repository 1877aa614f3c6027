import { visibleText } from "./visibleText";

type HighlightedProps = {
  text: string;
  /** What is marked in it, wherever it occurs; "" marks nothing. */
  query: string;
  isCaseSensitive?: boolean;
};

/** Text written by others, as {@link Untrusted} shows it, with what was looked for marked. */
export function Highlighted({ text, query, isCaseSensitive = false }: HighlightedProps) {
  const shown = visibleText(text);
  return (
    <bdi>
      {markedParts(shown, query, isCaseSensitive).map(({ at, part, isHit }) =>
        isHit ? <mark key={at}>{part}</mark> : part,
      )}
    </bdi>
  );
}

type Part = { at: number; part: string; isHit: boolean };

/** Cuts a text at what was looked for. */
export function markedParts(text: string, query: string, isCaseSensitive: boolean): Part[] {
  const fold = (value: string) => (isCaseSensitive ? value : value.toLowerCase());
  const folded = fold(text);
  const wanted = fold(query);
  // In a few scripts lower case is longer, and the places in the two texts would not agree.
  if (wanted === "" || folded.length !== text.length) {
    return [{ at: 0, part: text, isHit: false }];
  }
  const parts: Part[] = [];
  let from = 0;
  for (let at = folded.indexOf(wanted); at !== -1; at = folded.indexOf(wanted, from)) {
    if (at > from) {
      parts.push({ at: from, part: text.slice(from, at), isHit: false });
    }
    from = at + wanted.length;
    parts.push({ at, part: text.slice(at, from), isHit: true });
  }
  return from < text.length
    ? [...parts, { at: from, part: text.slice(from), isHit: false }]
    : parts;
}
