import type { Template, TemplateModel } from "../ipc/contract";

/** What is offered while the platform does not tell its templates. Source: the platform's own form. */
const FALLBACK = [
  "claude-code",
  "crewai",
  "autogen",
  "deepagents",
  "openclaw",
  "hermes",
  "gemini-cli",
] as const;

const DEFAULT_RUNTIME = "langgraph";

/** A runtime that can be chosen. */
export type RuntimeChoice = {
  value: string;
  label: string;
  /** The model that its template starts with; "" where it names none. */
  model: string;
  models: readonly TemplateModel[];
};

/**
 * The runtimes to choose from: the default one first, then one for each runtime that has templates, that
 * with the most models. `present` stays among them, also when no template names it.
 */
export function runtimeChoices(
  templates: readonly Template[] | undefined,
  present: string,
): RuntimeChoice[] {
  const found = new Map<string, RuntimeChoice>();
  for (const { runtime: named, name, model, models } of templates ?? []) {
    const value = named.trim() === "" ? DEFAULT_RUNTIME : named.trim();
    const before = found.get(value);
    if (before === undefined || before.models.length < models.length) {
      found.set(value, { value, label: labelOf(value, name), model, models });
    }
  }
  if (templates === undefined || templates.length === 0) {
    for (const value of FALLBACK) {
      found.set(value, bare(value));
    }
  }
  const first = found.get(DEFAULT_RUNTIME) ?? bare(DEFAULT_RUNTIME);
  found.delete(DEFAULT_RUNTIME);
  const choices = [first, ...found.values()];
  return present === "" || choices.some(({ value }) => value === present)
    ? choices
    : [...choices, bare(present)];
}

function bare(value: string): RuntimeChoice {
  return { value, label: labelOf(value, ""), model: "", models: [] };
}

function labelOf(value: string, name: string): string {
  if (value === DEFAULT_RUNTIME) {
    return "LangGraph (default)";
  }
  return name === "" || name === value ? value : `${value} (${name})`;
}

/** The environment variables that a model is known to need; null where that is not known. */
export function requiredEnvOf(
  models: readonly TemplateModel[],
  model: string,
): readonly string[] | null {
  const found = models.find(({ id }) => id === model.trim());
  return found === undefined || found.requiredEnv.length === 0 ? null : found.requiredEnv;
}
