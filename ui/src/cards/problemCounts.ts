import type { CardNote, CardSeverity } from "../ipc/contract";

/** The worst first. */
export const SEVERITIES = ["error", "warning", "info"] as const satisfies CardSeverity[];

const WORDS: Record<CardSeverity, readonly [one: string, many: string]> = {
  error: ["error", "errors"],
  warning: ["warning", "warnings"],
  info: ["note", "notes"],
};

export function bySeverity(notes: readonly CardNote[]): Record<CardSeverity, CardNote[]> {
  const of = (wanted: CardSeverity) => notes.filter(({ severity }) => severity === wanted);
  return { error: of("error"), warning: of("warning"), info: of("info") };
}

/** How many there are of each kind: "1 error, 2 warnings"; "" for none. */
export function countText(notes: readonly CardNote[]): string {
  const groups = bySeverity(notes);
  return SEVERITIES.filter((severity) => groups[severity].length > 0)
    .map((severity) => {
      const count = groups[severity].length;
      return `${count} ${WORDS[severity][count === 1 ? 0 : 1]}`;
    })
    .join(", ");
}
