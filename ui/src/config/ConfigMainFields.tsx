import type { ReactNode } from "react";
import { Untrusted } from "../components/Untrusted";
import type { Leg } from "../ipc/contract";
import { useLegFreshness } from "../panel/freshness";
import type { PanelLegs } from "../panel/panelState";
import { ConfigField, type ConfigFieldProps } from "./ConfigField";
import { HoldingValue } from "./HoldingValue";
import { LegProblem } from "./LegProblem";
import type { MergedConfig } from "./mergeConfig";

/** The inputs of the fields that every workspace has; null for what only a file could hold, or nobody offers. */
export type MainInputs = {
  name: ConfigFieldProps;
  description: ConfigFieldProps | null;
  version: ConfigFieldProps | null;
  tier: ConfigFieldProps;
  runtime: ConfigFieldProps;
  model: ConfigFieldProps;
  provider: ConfigFieldProps | null;
};

type ConfigMainFieldsProps = {
  inputs: MainInputs;
  /** What is in force. */
  holding: MergedConfig;
  legs: PanelLegs;
  retry: (leg: Leg) => void;
  /** What the model brings along. */
  modelNote?: ReactNode;
  /** Stands for the description where there is no file to edit. */
  description?: ReactNode;
};

/** The fields that every workspace has, most of which the platform has a say in. */
export function ConfigMainFields(props: ConfigMainFieldsProps) {
  const { inputs, holding, legs, retry, modelNote, description } = props;
  const { name, tier, runtime, model } = inputs;
  const rowFreshness = useLegFreshness(legs.workspace, "platform");
  const modelFreshness = useLegFreshness(legs.model, "platform");
  const isModelLoading = legs.model.status === "loading" && legs.model.seen === undefined;
  return (
    <div className="form">
      <ConfigField {...name}>
        <HoldingValue holding={holding.name} typed={name.typed} />
      </ConfigField>
      {inputs.description === null ? description : <ConfigField {...inputs.description} />}
      {inputs.version !== null && <ConfigField {...inputs.version} />}
      <ConfigField {...tier}>
        <HoldingValue holding={holding.tier} typed={tier.typed} freshness={rowFreshness} />
      </ConfigField>
      <ConfigField {...runtime}>
        <HoldingValue holding={holding.runtime} typed={runtime.typed} freshness={rowFreshness} />
      </ConfigField>
      <ConfigField {...model}>
        <HoldingValue
          holding={holding.model}
          typed={model.typed}
          isAlwaysSaid
          freshness={modelFreshness}
          loading={isModelLoading ? "Loading Model" : null}
        />
        {modelNote}
        <LegProblem leg={legs.model} what="the model" onRetry={() => retry("model")} />
      </ConfigField>
      {inputs.provider === null ? (
        <ProviderRow holding={holding} legs={legs} retry={retry} />
      ) : (
        <ConfigField {...inputs.provider}>
          <ProviderNotes
            holding={holding}
            legs={legs}
            retry={retry}
            typed={inputs.provider.typed}
          />
        </ConfigField>
      )}
    </div>
  );
}

type ProviderProps = Pick<ConfigMainFieldsProps, "holding" | "legs" | "retry">;

function ProviderNotes({ holding, legs, retry, typed }: ProviderProps & { typed: string }) {
  const freshness = useLegFreshness(legs.provider, "platform");
  return (
    <>
      <HoldingValue holding={holding.provider} typed={typed} freshness={freshness} />
      <LegProblem leg={legs.provider} what="the provider" onRetry={() => retry("provider")} />
    </>
  );
}

/** The provider where it is not to be edited: it follows the model, or nobody could tell. */
function ProviderRow({ holding: { provider }, legs, retry }: ProviderProps) {
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
