import { json } from "@codemirror/lang-json";
import { EditorView } from "@codemirror/view";
import { useRef } from "react";
import { lintFor } from "../../files/lint";
import { findPlace } from "../raw/jsonPlaces";
import { turningCharacters } from "../raw/turningCharacters";

const EXTENSION = [json(), turningCharacters, lintFor("card.json")];

/** The editor's highlighting and checks, and a way to bring the cursor to a JSON pointer. */
export function useEditorPlace(text: string) {
  const frame = useRef<HTMLDivElement>(null);

  function goTo(pointer: string) {
    const root = frame.current?.querySelector<HTMLElement>(".cm-editor") ?? null;
    const view = root === null ? null : EditorView.findFromDOM(root);
    const place = findPlace(text, pointer);
    if (view !== null && place !== null) {
      view.dispatch({
        selection: { anchor: place.from, head: place.to },
        effects: EditorView.scrollIntoView(place.from, { y: "center" }),
      });
      view.focus();
    }
  }

  return { frame, extension: EXTENSION, goTo };
}
