import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { editorTheme } from "./editorTheme";
import { languageFor } from "./language";

let isDone = false;

/** Makes an editor that nobody sees, once: its styles are in the document and its code has run. */
export function rehearseEditor(): void {
  if (!isDone) {
    isDone = true;
    const extensions = [basicSetup, editorTheme, languageFor("config.yaml")];
    new EditorView({ state: EditorState.create({ doc: "name: x\n", extensions }) }).destroy();
  }
}
