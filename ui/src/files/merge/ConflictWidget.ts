import { type EditorView, WidgetType } from "@codemirror/view";
import type { OpenConflict } from "./conflicts";

type Decide = (view: EditorView, id: number, text: string | null) => void;

/** The bar above a conflict: which one it is, and the buttons that settle it. */
export class ConflictWidget extends WidgetType {
  private readonly conflict: OpenConflict;
  private readonly total: number;
  private readonly decide: Decide;

  constructor(conflict: OpenConflict, total: number, decide: Decide) {
    super();
    this.conflict = conflict;
    this.total = total;
    this.decide = decide;
  }

  override eq(other: ConflictWidget): boolean {
    return other.conflict.id === this.conflict.id && other.total === this.total;
  }

  override toDOM(view: EditorView): HTMLElement {
    const { id, mine, theirs } = this.conflict;
    const name = `Conflict ${id} of ${this.total}`;
    const bar = document.createElement("div");
    bar.className = "conflict-bar";
    bar.role = "group";
    bar.ariaLabel = name;
    const label = document.createElement("span");
    label.textContent = name;
    const choices: [string, string | null][] = [
      ["Mine", mine],
      ["Theirs", theirs],
      ["Both", inOneText(mine, theirs)],
      ["As it is now", null],
    ];
    bar.append(label, ...choices.map(([text, result]) => this.button(view, text, result)));
    return bar;
  }

  override ignoreEvent(): boolean {
    return true;
  }

  private button(view: EditorView, label: string, text: string | null): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small";
    button.textContent = label;
    button.addEventListener("click", () => this.decide(view, this.conflict.id, text));
    return button;
  }
}

/** One after the other, the second on a line of its own. */
function inOneText(first: string, second: string): string {
  return first === "" || first.endsWith("\n") ? first + second : `${first}\n${second}`;
}
