import type { Model, Provider, Workspace } from "../ipc/contract";
import { knownOf, type LegState } from "../panel/legState";
import type { Config } from "./parseConfig";

/** A value of the form, and where it comes from. */
export type Field = {
  /** "" when nothing says anything. */
  value: string;
  /** A few words on its origin, or null where it goes without saying. */
  origin: string | null;
  /** Another source that says something else, in words. */
  differs: string | null;
};

export type MergedConfig = {
  name: Field;
  description: Field;
  tier: Field;
  runtime: Field;
  model: Field;
  provider: Field;
};

export type ConfigSources = {
  row: Workspace | null;
  model: LegState<Model>;
  provider: LegState<Provider>;
  /** null when there is no readable config.yaml. */
  config: Config | null;
  /** The model that the template of the runtime starts with; "" where that is not known. */
  templateModel?: string;
};

const FILE = "config.yaml";

/**
 * What holds for a workspace when the platform and its config.yaml both speak.
 *
 * The platform wins for runtime, tier and model, since saving writes there first and the file lags
 * behind; the file wins for all else. Where they differ, the form says so.
 */
export function mergeConfig({
  row,
  model,
  provider,
  config,
  templateModel = "",
}: ConfigSources): MergedConfig {
  return {
    name: mergeName(row, config),
    description: field(config?.description ?? "", null),
    tier: mergeTier(row, config),
    runtime: mergeRuntime(row, config),
    model: mergeModel(knownOf(model), config, templateModel),
    provider: mergeProvider(provider, config),
  };
}

function mergeName(row: Workspace | null, config: Config | null): Field {
  const listed = row?.name ?? "";
  const own = config?.name ?? "";
  if (own === "") {
    return field(listed, listed === "" ? null : "from the platform");
  }
  return field(
    own,
    null,
    listed === "" || listed === own ? null : `The platform lists it as “${listed}”`,
  );
}

function mergeTier(row: Workspace | null, config: Config | null): Field {
  const listed = row?.tier ?? null;
  const own = config?.tier;
  if (listed === null) {
    return own === undefined ? field("1", "default") : field(String(own), `from ${FILE}`);
  }
  return field(
    String(listed),
    null,
    own === undefined || own === listed ? null : `${FILE} says ${own}`,
  );
}

function mergeRuntime(row: Workspace | null, config: Config | null): Field {
  const listed = row?.runtime.trim() ?? "";
  const own = config?.runtime ?? "";
  if (listed === "") {
    return field(own, own === "" ? null : `from ${FILE}`);
  }
  return field(listed, null, own === "" || own === listed ? null : `${FILE} says “${own}”`);
}

/** Overrides of the platform win; then the file's two places for it, then what the template starts with. */
function mergeModel(known: Model | null, config: Config | null, templateModel: string): Field {
  const runtimeModel = config?.runtimeModel ?? "";
  const plain = config?.model ?? "";
  const own = runtimeModel === "" ? plain : runtimeModel;
  const effective = known?.model.trim() ?? "";
  if (effective !== "") {
    const differs = own === "" || own === effective ? null : `${FILE} says “${own}”`;
    return field(effective, originOf(known?.source ?? ""), differs);
  }
  if (runtimeModel !== "") {
    return field(runtimeModel, `from runtime_config.model in ${FILE}`);
  }
  if (plain !== "") {
    return field(plain, `from model in ${FILE}`);
  }
  return templateModel === "" ? field("", null) : field(templateModel, TEMPLATE_DEFAULT);
}

/** The origin of a model that nobody has set. */
export const TEMPLATE_DEFAULT = "the default of its template";

/** The platform's word for where a model comes from, in ours. */
function originOf(source: string): string {
  switch (source) {
    case "workspace_secrets":
      return "an override on the platform";
    case "default":
      return "the platform's default";
    case "unresolved":
      return "named by the platform, which could not resolve it";
    case "":
      return "from the platform";
    default:
      return `from the platform (${source})`;
  }
}

function mergeProvider(leg: LegState<Provider>, config: Config | null): Field {
  const named = knownOf(leg)?.provider.trim() ?? "";
  if (named !== "") {
    return field(named, "from the platform");
  }
  const own = config?.provider ?? "";
  if (own !== "") {
    return field(own, `from ${FILE}`);
  }
  return leg.status === "not_offered" ? field("Derived from the model", null) : field("", null);
}

function field(value: string, origin: string | null, differs: string | null = null): Field {
  return { value, origin, differs };
}
