import {
  type EditorState,
  type Extension,
  Facet,
  StateEffect,
  StateField,
} from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import { ConflictWidget } from "./ConflictWidget";
import type { Segment } from "./mergeTexts";

/** A stretch of the merged text that is to be decided, at its present place. */
export type OpenConflict = { id: number; from: number; to: number; mine: string; theirs: string };

const decided = StateEffect.define<number>();

/** The conflicts that are left in a merged text: each is marked, with buttons above it. */
export function conflictsIn(segments: readonly Segment[], lineBreak: string): Extension {
  const start = placed(segments, lineBreak);
  return StateField.define<readonly OpenConflict[]>({
    create: () => start,
    update(open, transaction) {
      const ids = transaction.effects.flatMap((one) => (one.is(decided) ? [one.value] : []));
      const left = open.filter(({ id }) => !ids.includes(id));
      if (!transaction.docChanged) {
        return left.length === open.length ? open : left;
      }
      const { changes } = transaction;
      return left.map((one) => ({
        ...one,
        from: changes.mapPos(one.from, -1),
        to: changes.mapPos(one.to, 1),
      }));
    },
    provide: (field) => [
      openConflicts.from(field),
      EditorView.decorations.from(field, (open) => decorations(open, start.length)),
    ],
  });
}

const openConflicts = Facet.define<readonly OpenConflict[], readonly OpenConflict[]>({
  combine: (values) => values[0] ?? [],
});

/** What is left to be decided. */
export function conflictsLeft(state: EditorState): readonly OpenConflict[] {
  return state.facet(openConflicts);
}

/** Settles a conflict with `text` in its place; null leaves what is there. */
export function decide(view: EditorView, id: number, text: string | null): void {
  const conflict = conflictsLeft(view.state).find((one) => one.id === id);
  if (conflict !== undefined) {
    const { from, to } = conflict;
    view.dispatch({
      ...(text === null ? {} : { changes: { from, to, insert: text } }),
      effects: decided.of(id),
      userEvent: "merge",
    });
    view.focus();
  }
}

function placed(segments: readonly Segment[], lineBreak: string): OpenConflict[] {
  // In an editor, a line break is one character, whatever it is.
  const lengthOf = (text: string) => text.replaceAll(lineBreak, "\n").length;
  const open: OpenConflict[] = [];
  let from = 0;
  for (const part of segments) {
    const to = from + lengthOf(part.kind === "agreed" ? part.text : part.mine);
    if (part.kind === "conflict") {
      open.push({ id: open.length + 1, from, to, mine: part.mine, theirs: part.theirs });
    }
    from = to;
  }
  return open;
}

const stretch = Decoration.mark({ class: "cm-conflict" });

function decorations(open: readonly OpenConflict[], total: number): DecorationSet {
  return Decoration.set(
    open.flatMap((conflict) => {
      const widget = new ConflictWidget(conflict, total, decide);
      const bar = Decoration.widget({ widget, block: true, side: -1 }).range(conflict.from);
      return conflict.to > conflict.from ? [bar, stretch.range(conflict.from, conflict.to)] : [bar];
    }),
    true,
  );
}
