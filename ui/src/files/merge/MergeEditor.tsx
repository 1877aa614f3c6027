import { MergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { useEffect, useRef } from "react";
import { editorTheme } from "../editorTheme";
import { finding } from "../finding";
import { lineBreakOf } from "../lineBreak";
import { specialBytes } from "../specialBytes";
import { conflictsIn, conflictsLeft } from "./conflicts";
import { type Segment, startingText } from "./mergeTexts";

type MergeEditorProps = {
  /** What the merged text is compared with: cannot be edited. */
  left: { label: string; text: string };
  segments: readonly Segment[];
  extension: Extension;
  /** The merged text, and how many conflicts are left in it. */
  onEdit: (text: string, left: number) => void;
};

/** Theirs, and beside it the merged text with its conflicts. What it is given first is what it shows. */
export function MergeEditor(props: MergeEditorProps) {
  const parent = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (parent.current === null) {
      return;
    }
    const { left, segments, extension } = latest.current;
    const doc = startingText({ segments });
    const shared = (label: string, text: string): Extension => [
      EditorState.lineSeparator.of(lineBreakOf(text)),
      basicSetup,
      specialBytes,
      finding,
      editorTheme,
      extension,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label }),
    ];
    const view = new MergeView({
      parent: parent.current,
      a: {
        doc: left.text,
        extensions: [shared(left.label, left.text), EditorState.readOnly.of(true)],
      },
      b: {
        doc,
        extensions: [
          shared("Merged text", doc),
          conflictsIn(segments, lineBreakOf(doc)),
          EditorView.updateListener.of(({ state }) =>
            latest.current.onEdit(state.sliceDoc(), conflictsLeft(state).length),
          ),
        ],
      },
      collapseUnchanged: {},
      diffConfig: { scanLimit: 500, timeout: 200 },
    });
    return () => view.destroy();
  }, []);

  return <div className="merge-editor" data-testid="merge-editor" ref={parent} />;
}
