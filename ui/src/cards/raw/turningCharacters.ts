import type { Extension } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from "@codemirror/view";
import { visibleText } from "../../components/visibleText";

class CharacterCode extends WidgetType {
  readonly character: string;

  constructor(character: string) {
    super();
    this.character = character;
  }

  override eq(other: CharacterCode): boolean {
    return other.character === this.character;
  }

  override toDOM(): HTMLElement {
    const sign = document.createElement("span");
    sign.className = "cm-specialChar";
    sign.textContent = visibleText(this.character);
    return sign;
  }
}

/** Characters that hide or turn text around and that the editor itself does not show. */
const hidden = new MatchDecorator({
  regexp: /[\u202A-\u202C\u2060-\u2064\u2068]/g,
  decoration: ([character]) => Decoration.replace({ widget: new CharacterCode(character ?? "") }),
});

class Shown {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = hidden.createDeco(view);
  }

  update(update: ViewUpdate): void {
    this.decorations = hidden.updateDeco(update, this.decorations);
  }
}

/** Shows such characters by their code. */
export const turningCharacters: Extension = ViewPlugin.fromClass(Shown, {
  decorations: ({ decorations }) => decorations,
  provide: (plugin) =>
    EditorView.atomicRanges.of((view) => view.plugin(plugin)?.decorations ?? Decoration.none),
});
