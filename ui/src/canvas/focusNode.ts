/** Gives the keyboard to a card. */
export function focusNode(id: string): void {
  document
    .querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
    ?.focus({ preventScroll: true });
}

/** The id of the node that an element is in; null for none. */
export function nodeAt(target: EventTarget | null): string | null {
  const node = target instanceof Element ? target.closest(".react-flow__node") : null;
  return node?.getAttribute("data-id") ?? null;
}
