import { gotoLine, search } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

const look = EditorView.theme({
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--border)" },
  ".cm-panel.cm-search, .cm-panel.cm-dialog": {
    padding: "6px 28px 6px 8px",
    fontFamily: "var(--font)",
    fontSize: "var(--size-small)",
  },
  ".cm-panel.cm-search label, .cm-panel.cm-dialog label": {
    display: "inline-flex",
    alignItems: "center",
    gap: "4px",
    fontSize: "var(--size-small)",
  },
  ".cm-panel .cm-textfield": {
    minHeight: "24px",
    padding: "2px 6px",
    borderRadius: "var(--radius)",
    color: "var(--text)",
    fontSize: "var(--size-small)",
  },
  ".cm-panel .cm-button": {
    minHeight: "24px",
    padding: "2px 8px",
    borderRadius: "var(--radius)",
    color: "var(--text)",
    fontSize: "var(--size-small)",
  },
  ".cm-panel .cm-button:hover": { backgroundColor: "var(--surface-hover)" },
  ".cm-panel button[name=close]": { color: "var(--text-muted)", cursor: "pointer" },
  ".cm-searchMatch": {
    backgroundColor: "var(--warning-soft)",
    outline: "1px solid var(--warning-border)",
  },
  ".cm-searchMatch-selected": { backgroundColor: "var(--selection)" },
  ".cm-selectionMatch": { backgroundColor: "var(--accent-soft)" },
});

const PHRASES = {
  next: "Next",
  previous: "Previous",
  all: "All",
  "match case": "Match case",
  regexp: "Pattern",
  "by word": "Whole word",
  replace: "Replace",
  "replace all": "Replace all",
  go: "Go",
};

/** Ctrl-F finds and replaces, Alt-G goes to a line; F3 finds the next one. */
export const finding: Extension = [
  search({ top: true }),
  EditorState.phrases.of(PHRASES),
  keymap.of([{ key: "Alt-g", run: gotoLine }]),
  look,
];
