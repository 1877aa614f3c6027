/** Where a value stands: a key of the document, or of one of its groups. */
export type KeyPath = readonly [key: string] | readonly [parent: string, key: string];

/** What a key can be given. `undefined` takes the key away. */
export type Value = string | number | boolean | readonly string[] | undefined;

/** One change that was asked for. */
export type Edit = { path: KeyPath; value: Value };

export type EditResult =
  | { status: "edited"; text: string }
  /** Nothing is changed; `reason` is a sentence for people. */
  | { status: "refused"; reason: string };

/** A piece of the text and what takes its place. */
export type Splice = { from: number; to: number; insert: string };

/** Thrown inside this folder where an edit is not safe; `editYaml` turns it into its result. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** @throws Refusal always. */
export function refuse(reason: string): never {
  throw new Refusal(reason);
}

/** The text after all `splices`, none of which may overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const inOrder = splices.toSorted((a, b) => a.from - b.from || a.to - b.to);
  let after = "";
  let at = 0;
  for (const { from, to, insert } of inOrder) {
    after += text.slice(at, from) + insert;
    at = to;
  }
  return after + text.slice(at);
}
