import { Untrusted } from "../components/Untrusted";
import type { Leg } from "../ipc/contract";
import type { PanelLegs } from "../panel/panelState";
import { ConfigField, type ConfigFieldProps } from "./ConfigField";
import { type FieldSpec, MAIN_FIELDS } from "./fields";
import { HoldingValue } from "./HoldingValue";
import { LegProblem } from "./LegProblem";
import type { MergedConfig } from "./mergeConfig";

type ConfigMainFieldsProps = {
  merged: MergedConfig;
  modelField: FieldSpec;
  inputFor: (field: FieldSpec) => ConfigFieldProps & { key: string };
  legs: PanelLegs;
  retry: (leg: Leg) => void;
};

/** The keys that every config.yaml has, most of which the platform has a say in, too. */
export function ConfigMainFields({
  merged,
  modelField,
  inputFor,
  legs,
  retry,
}: ConfigMainFieldsProps) {
  const { key: _name, ...name } = inputFor(MAIN_FIELDS.name);
  const { key: _description, ...description } = inputFor(MAIN_FIELDS.description);
  const { key: _version, ...version } = inputFor(MAIN_FIELDS.version);
  const { key: _tier, ...tier } = inputFor(MAIN_FIELDS.tier);
  const { key: _runtime, ...runtime } = inputFor(MAIN_FIELDS.runtime);
  const { key: _model, ...model } = inputFor(modelField);
  return (
    <div className="form">
      <ConfigField {...name}>
        <HoldingValue holding={merged.name} {...stateOf(name)} />
      </ConfigField>
      <ConfigField {...description} />
      <ConfigField {...version} />
      <ConfigField {...tier}>
        <HoldingValue holding={merged.tier} {...stateOf(tier)} />
      </ConfigField>
      <ConfigField {...runtime}>
        <HoldingValue holding={merged.runtime} {...stateOf(runtime)} />
      </ConfigField>
      <ConfigField {...model}>
        <HoldingValue
          holding={merged.model}
          {...stateOf(model)}
          loading={legs.model.status === "loading" ? "Loading Model" : null}
        />
        <LegProblem leg={legs.model} what="the model" onRetry={() => retry("model")} />
      </ConfigField>
      <ProviderRow merged={merged} legs={legs} retry={retry} />
    </div>
  );
}

function stateOf({ state, isReadOnly }: ConfigFieldProps) {
  return { state, isReadOnly: isReadOnly || state.status === "odd" };
}

type ProviderRowProps = Pick<ConfigMainFieldsProps, "merged" | "legs" | "retry">;

/** The provider is not edited here: it follows the model, or the platform names it. */
function ProviderRow({ merged: { provider }, legs, retry }: ProviderRowProps) {
  const empty = legs.provider.status === "failed" ? "Unknown" : "Not set";
  return (
    <div className="form-row">
      <span className="config-label">Provider</span>
      <div className="config-cell">
        {legs.provider.status === "loading" ? (
          <span className="skeleton-line" role="status" aria-label="Loading Provider" />
        ) : (
          <span className={provider.value === "" ? "form-value faint" : "form-value"}>
            <Untrusted text={provider.value === "" ? empty : provider.value} />
          </span>
        )}
        {provider.origin !== null && <span className="form-note">{provider.origin}</span>}
        <LegProblem leg={legs.provider} what="the provider" onRetry={() => retry("provider")} />
      </div>
    </div>
  );
}
