import type { Model, Provider, Workspace } from "../ipc/contract";
import type { LegState } from "../panel/panelState";
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
};

const FILE = "config.yaml";

/**
 * What holds for a workspace when the platform and its config.yaml both speak.
 *
 * The platform wins for runtime, tier and model, since saving writes there first and the file lags
 * behind; the file wins for all else. Where they differ, the form says so.
 */
export function mergeConfig({ row, model, provider, config }: ConfigSources): MergedConfig {
  return {
    name: mergeName(row, config),
    description: field(config?.description ?? "", null),
    tier: mergeTier(row, config),
    runtime: mergeRuntime(row, config),
    model: mergeModel(model, config),
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

function mergeModel(leg: LegState<Model>, config: Config | null): Field {
  const runtimeModel = config?.runtimeModel ?? "";
  const plain = config?.model ?? "";
  const own = runtimeModel === "" ? plain : runtimeModel;
  const override = leg.status === "ok" ? leg.value.model.trim() : "";
  if (override !== "") {
    const source = leg.status === "ok" && leg.value.source !== "" ? ` (${leg.value.source})` : "";
    return field(
      override,
      `effective, from the platform${source}`,
      own === "" || own === override ? null : `${FILE} says “${own}”`,
    );
  }
  if (runtimeModel !== "") {
    return field(runtimeModel, `from runtime_config.model in ${FILE}`);
  }
  return field(plain, plain === "" ? null : `from model in ${FILE}`);
}

function mergeProvider(leg: LegState<Provider>, config: Config | null): Field {
  const named = leg.status === "ok" ? leg.value.provider.trim() : "";
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
