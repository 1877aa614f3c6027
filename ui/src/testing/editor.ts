import { EditorView } from "@codemirror/view";
import { act, waitFor } from "@testing-library/react";
import { expect } from "vitest";

/** The editor inside the element with `testId`, once it is there. */
export function findEditor(testId: string): Promise<EditorView> {
  return waitFor(() => {
    const root = document.querySelector<HTMLElement>(`[data-testid="${testId}"] .cm-editor`);
    expect(root, `an editor in ${testId}`).not.toBeNull();
    const view = root === null ? null : EditorView.findFromDOM(root);
    if (view === null) {
      throw new Error("the editor has no view");
    }
    return view;
  });
}

/** Replaces the whole text, as typing would. */
export function replaceText(view: EditorView, text: string): void {
  act(() => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }));
}
