import { EditorView } from "@codemirror/view";
import { type RefObject, useEffect, useRef } from "react";
import { placeShown, useOpenPlace } from "./openAt";

/** Shows the line that the editor inside the returned element was asked for, once, with the cursor in it. */
export function useGoToPlace(workspaceId: string, path: string): RefObject<HTMLDivElement | null> {
  const frame = useRef<HTMLDivElement>(null);
  const place = useOpenPlace(workspaceId, path);
  useEffect(() => {
    const root = frame.current?.querySelector<HTMLElement>(".cm-editor") ?? null;
    const view = root === null ? null : EditorView.findFromDOM(root);
    if (place === null || view === null) {
      return;
    }
    const { doc } = view.state;
    const { from, to } = doc.line(Math.min(Math.max(1, place.line), doc.lines));
    view.dispatch({
      selection: { anchor: from, head: to },
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
    view.focus();
    placeShown(place);
  }, [place]);
  return frame;
}
