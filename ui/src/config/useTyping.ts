import { useRef, useState } from "react";
import { type FieldSpec, fieldId } from "./fields";
import { typeField } from "./typeField";

/** What stands in an input while it is not what the file would show. */
type Entry = {
  typed: string;
  /** What the file shows meanwhile; when that changes from elsewhere, the entry is void. */
  shown: string;
  problem: string | null;
};

/** The text that a field's edits start from, and the text that they led to. */
type Origin = { from: string; last: string };

export type Typing = {
  /** What stands in an input whose field the file shows as `shown`. */
  entryOf: (field: FieldSpec, shown: string) => { typed: string; problem: string | null };
  /** Takes what was typed, and hands on the new text of the file. */
  type: (input: Keystroke) => void;
  /** How many inputs hold something that cannot be written. */
  countProblems: number;
};

type Keystroke = {
  field: FieldSpec;
  typed: string;
  /** The text of the file now, and what it shows for the field. */
  text: string;
  shown: string;
  edit: (text: string) => void;
};

/**
 * What is typed into the form. Every keystroke starts from the text as it was before the field was
 * touched: a field that is emptied and filled again keeps its place, its comment and its style.
 */
export function useTyping(): Typing {
  const [entries, setEntries] = useState<Record<string, Entry>>({});
  const origins = useRef<Record<string, Origin>>({});

  function type({ field, typed, text, shown, edit }: Keystroke) {
    const id = fieldId(field);
    const origin = origins.current[id];
    const from = origin?.last === text ? origin.from : text;
    const result = typeField(from, field, typed);
    const { [id]: _old, ...others } = entries;
    if (result.status === "problem") {
      setEntries({ ...others, [id]: { typed, shown, problem: result.problem } });
      return;
    }
    origins.current[id] = { from, last: result.text };
    const isShown = result.shown === typed;
    setEntries(
      isShown ? others : { ...others, [id]: { typed, shown: result.shown, problem: null } },
    );
    edit(result.text);
  }

  return {
    entryOf(field, shown) {
      const entry = entries[fieldId(field)];
      return entry?.shown === shown ? entry : { typed: shown, problem: null };
    },
    type,
    countProblems: Object.values(entries).filter(({ problem }) => problem !== null).length,
  };
}
