/** Where these keys mean something else. */
const ELSEWHERE = ".panel, .cm-editor, [role=dialog], [role=menu], .dock";

/** "/" outside of fields, and Ctrl-F or Cmd-F: not in the panel, whose files have a search of their own. */
export function isSearchKey(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(ELSEWHERE) != null || event.altKey || event.shiftKey) {
    // "/" is on Shift-7 on some keyboards.
    return event.key === "/" && event.shiftKey && target?.closest(ELSEWHERE) == null
      ? !isField(target)
      : false;
  }
  const isControl = event.ctrlKey || event.metaKey;
  return isControl ? event.key.toLowerCase() === "f" : event.key === "/" && !isField(target);
}

function isField(target: Element | null): boolean {
  return target?.closest("input, textarea, select, [contenteditable=true]") != null;
}
