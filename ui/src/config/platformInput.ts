import { knownOf } from "../panel/legState";
import type { PanelLegs } from "../panel/panelState";
import type { ConfigFieldProps } from "./ConfigField";
import { type FieldSpec, MAIN_FIELDS, MODEL_FIELD } from "./fields";
import { type Field, type MergedConfig, TEMPLATE_DEFAULT } from "./mergeConfig";
import { type PlatformEdits, type PlatformField, putEdits } from "./platformEdits";
import type { RuntimeChoice } from "./runtimes";
import type { PlatformPlan } from "./savePlan";

/** The value in force as it stands in an input: what is only a default stands behind it. */
export function inForce({ value, origin }: Field): string {
  return origin === "default" || origin === TEMPLATE_DEFAULT ? "" : value;
}

type Offers = Pick<ConfigFieldProps, "choices" | "suggestions" | "byDefault">;

/** What is offered for a field of the platform, given the runtimes and the one that stands in the form. */
export function offersFor(
  field: PlatformField,
  choices: readonly RuntimeChoice[],
  runtime: string,
): Offers {
  switch (field) {
    case "runtime":
      return { choices: choices.map(({ value, label }) => [value, label] as const) };
    case "model": {
      const { models = [], model = "" } = choices.find(({ value }) => value === runtime) ?? {};
      const suggestions = models.map(({ id }) => id);
      return model === "" ? { suggestions } : { suggestions, byDefault: model };
    }
    default:
      return {};
  }
}

/** The fields of the platform as keys of config.yaml, whether or not there is such a file. */
export const PLATFORM_FIELDS: Record<PlatformField, FieldSpec> = {
  name: MAIN_FIELDS.name,
  tier: MAIN_FIELDS.tier,
  runtime: MAIN_FIELDS.runtime,
  model: MODEL_FIELD,
  provider: { kind: "line", path: ["provider"], label: "Provider" },
};

type Aside = {
  workspaceId: string;
  edits: PlatformEdits;
  holding: MergedConfig;
  plan: PlatformPlan;
  isReadOnly: boolean;
  onEditRaw: () => void;
};

/** The input of a field that is changed on the platform alone. */
export function asideInput(field: PlatformField, aside: Aside): ConfigFieldProps {
  const { workspaceId, edits, holding, plan, isReadOnly, onEditRaw } = aside;
  const present = inForce(holding[field]);
  return {
    field: PLATFORM_FIELDS[field],
    state: { status: "absent" },
    typed: edits[field] ?? present,
    problem: plan.problems[field] ?? null,
    isReadOnly,
    onType: (typed) => putEdits(workspaceId, { [field]: typed === present ? undefined : typed }),
    onEditRaw,
  };
}

/** Whether the platform lets the provider be named. */
export function isProviderOffered({ provider }: PanelLegs): boolean {
  return knownOf(provider) !== null;
}
