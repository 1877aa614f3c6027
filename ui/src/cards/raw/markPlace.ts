import type { Extension } from "@codemirror/state";
import { Decoration, EditorView, highlightSpecialChars } from "@codemirror/view";
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

/** Shows characters that turn the order of text around, which the editor itself does not all show. */
export const turningCharacters: Extension = highlightSpecialChars({
  addSpecialChars: /[\u202A-\u202C\u2060-\u2064\u2068]/g,
});
