import type { Extension } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";
import type { Place } from "./jsonPlaces";

const marked = Decoration.mark({ class: "cm-place" });

const look = EditorView.theme({
  ".cm-place": {
    backgroundColor: "var(--warning-soft)",
    outline: "1px solid var(--warning-border)",
  },
});

/** Marks a place of the text, for as long as it is in use. */
export function markPlace(place: Place): Extension {
  const isEmpty = place.from === place.to;
  const marks = isEmpty ? Decoration.none : Decoration.set(marked.range(place.from, place.to));
  return [look, EditorView.decorations.of(marks)];
}
