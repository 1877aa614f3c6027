import { useRef } from "react";
import { REQUIRED_ENV_FIELD } from "./fields";
import type { MergedConfig } from "./mergeConfig";
import { readField, shownOf } from "./readField";
import { type RuntimeChoice, requiredEnvOf } from "./runtimes";
import { openForForm, typeField } from "./typeField";

type SuggestedEnv = {
  /** The text with what `model` needs, where nobody has typed a list of his own. */
  fill: (text: string, model: string) => string;
  /** What `model` needs and the file does not say, for the user to decide; null where there is nothing. */
  offered: (model: string) => readonly string[] | null;
  /** The text with what `model` needs, whatever stands there. */
  apply: (model: string) => string;
};

/**
 * The environment variables that a model is known to need. A list is replaced only while it is empty or
 * what was suggested before: what the user has typed wins.
 */
export function useSuggestedEnv(
  text: string,
  choices: readonly RuntimeChoice[],
  { model: { value: modelInForce }, runtime }: MergedConfig,
): SuggestedEnv {
  const models = choices.find(({ value }) => value === runtime.value)?.models ?? [];
  const last = useRef<string | null>(null);
  const suggestedFor = (model: string) => requiredEnvOf(models, model);

  function write(to: string, needed: readonly string[]): string {
    const result = typeField(to, REQUIRED_ENV_FIELD, needed.join("\n"));
    if (result.status !== "edited") {
      return to;
    }
    last.current = needed.join("\n");
    return result.text;
  }

  return {
    fill(to, model) {
      const needed = suggestedFor(model);
      const present = envIn(to);
      const before = last.current ?? suggestedFor(modelInForce)?.join("\n") ?? null;
      const isOurs = present === "" || present === before;
      return needed === null || present === null || !isOurs ? to : write(to, needed);
    },
    offered(model) {
      const needed = suggestedFor(model);
      const present = envIn(text);
      const isThere = present === null || needed === null || present === needed.join("\n");
      return isThere || model.trim() === modelInForce ? null : needed;
    },
    apply: (model) => write(text, suggestedFor(model) ?? []),
  };
}

/** The variables that a text asks for, one a line; null where the form cannot tell. */
function envIn(text: string): string | null {
  const opened = openForForm(text);
  const state = opened.status === "open" ? readField(opened.yaml, REQUIRED_ENV_FIELD) : null;
  return state === null || state.status === "odd" ? null : shownOf(state);
}
