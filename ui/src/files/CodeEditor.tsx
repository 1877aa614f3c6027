import { isolateHistory } from "@codemirror/commands";
import { Annotation, Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { useEffect, useRef } from "react";
import { editorTheme } from "./editorTheme";
import { finding } from "./finding";
import type { LineBreak } from "./lineBreak";
import { specialBytes } from "./specialBytes";

type CodeEditorProps = {
  /** The name of the text field. */
  label: string;
  text: string;
  /** Language and checks. Must be the same object from one render to the next. */
  extension: Extension;
  /** Ends every line, so that a file comes back byte for byte. Fixed for the life of the editor. */
  lineBreak?: LineBreak;
  isReadOnly?: boolean;
  onEdit?: (text: string) => void;
  /** Ctrl-S or Cmd-S. */
  onSave?: () => void;
};

/** A text editor. Tab leaves it, as everywhere else in the window. */
export function CodeEditor(props: CodeEditorProps) {
  const { label, text, extension, isReadOnly = false } = props;
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (parent.current === null) {
      return;
    }
    const { text: doc, lineBreak = "\n" } = latest.current;
    const editor = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc,
        extensions: [
          saveKey(() => latest.current.onSave?.()),
          EditorState.lineSeparator.of(lineBreak),
          basicSetup,
          specialBytes,
          finding,
          editorTheme,
          EditorView.contentAttributes.of({ "aria-label": label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((one) => one.annotation(given))) {
              latest.current.onEdit?.(update.state.sliceDoc());
            }
          }),
          variable.of([]),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [label]);

  useEffect(() => {
    const access = [EditorState.readOnly.of(isReadOnly)];
    view.current?.dispatch({ effects: variable.reconfigure([extension, access]) });
  }, [extension, isReadOnly]);

  useEffect(() => {
    const editor = view.current;
    if (editor !== null && editor.state.sliceDoc() !== text) {
      const whole = { from: 0, to: editor.state.doc.length, insert: text };
      editor.dispatch({ changes: whole, annotations: [given.of(true), isolateHistory.of("full")] });
    }
  }, [text]);

  return <div className="code-editor" ref={parent} />;
}

const variable = new Compartment();

/** Marks what the editor is given, and nobody has typed. */
const given = Annotation.define<boolean>();

function saveKey(save: () => void): Extension {
  return keymap.of([
    {
      key: "Mod-s",
      preventDefault: true,
      run: () => {
        save();
        return true;
      },
    },
  ]);
}
