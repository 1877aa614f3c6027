import { isolateHistory } from "@codemirror/commands";
import { Annotation, Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, type EditorViewConfig, keymap } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { type RefObject, useLayoutEffect, useRef } from "react";
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

/** An editor as it was left: with its text, its history, its selection, and where it was scrolled. */
type Left = { label: string; config: EditorViewConfig };

/** What an editor is given besides its text. */
type Given = { extension: Extension; isReadOnly: boolean };

/**
 * A text editor. Tab leaves it, as everywhere else in the window. Hidden with its panel, it is put away,
 * and comes back as it was left.
 */
export function CodeEditor(props: CodeEditorProps) {
  const { label, text, extension, isReadOnly = false } = props;
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const left = useRef<Left | null>(null);
  const given = useRef<Given>({ extension, isReadOnly });
  const latest = useRef(props);
  latest.current = props;

  // Before the frame is painted: none shows the place without its text.
  useLayoutEffect(() => {
    if (parent.current === null) {
      return;
    }
    const isBack = left.current?.label === label;
    const config = isBack ? left.current?.config : { state: firstState(label, latest, given) };
    const editor = new EditorView({ ...config, parent: parent.current });
    view.current = editor;
    // Noted as it changes: to ask when it is put away would lay out the whole window once more.
    let scrollTo = config?.scrollTo;
    editor.scrollDOM.addEventListener("scroll", () => {
      scrollTo = editor.scrollSnapshot();
    });
    return () => {
      left.current = {
        label,
        config: { state: editor.state, ...(scrollTo === undefined ? {} : { scrollTo }) },
      };
      editor.destroy();
      view.current = null;
    };
  }, [label]);

  useLayoutEffect(() => {
    if (given.current.extension !== extension || given.current.isReadOnly !== isReadOnly) {
      given.current = { extension, isReadOnly };
      view.current?.dispatch({ effects: variable.reconfigure(extensionsOf(given.current)) });
    }
  }, [extension, isReadOnly]);

  useLayoutEffect(() => {
    const editor = view.current;
    if (editor !== null && editor.state.sliceDoc() !== text) {
      const whole = { from: 0, to: editor.state.doc.length, insert: text };
      const annotations = [untyped.of(true), isolateHistory.of("full")];
      editor.dispatch({ changes: whole, annotations });
    }
  }, [text]);

  return <div className="code-editor" ref={parent} />;
}

function firstState(
  label: string,
  latest: RefObject<CodeEditorProps>,
  given: RefObject<Given>,
): EditorState {
  const { text: doc, lineBreak = "\n", extension, isReadOnly = false } = latest.current;
  given.current = { extension, isReadOnly };
  return EditorState.create({
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
        if (update.docChanged && !update.transactions.some((one) => one.annotation(untyped))) {
          latest.current.onEdit?.(update.state.sliceDoc());
        }
      }),
      variable.of(extensionsOf(given.current)),
    ],
  });
}

function extensionsOf({ extension, isReadOnly }: Given): Extension {
  return [extension, EditorState.readOnly.of(isReadOnly)];
}

const variable = new Compartment();

/** Marks what the editor is given, and nobody has typed. */
const untyped = Annotation.define<boolean>();

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
