import type { ReactNode } from "react";
import { Untrusted } from "../components/Untrusted";
import type { Leg } from "../ipc/contract";
import type { LegState } from "../panel/legState";
import type { PanelLegs } from "../panel/panelState";
import { LegProblem } from "./LegProblem";
import type { Field, MergedConfig } from "./mergeConfig";

type ConfigSummaryProps = {
  fields: MergedConfig;
  isFileLoading: boolean;
  hasRow: boolean;
  legs: PanelLegs;
  retry: (leg: Leg) => void;
};

/** The values that hold, each with its origin, where there is no config.yaml to edit. */
export function ConfigSummary({ fields, isFileLoading, hasRow, legs, retry }: ConfigSummaryProps) {
  const isRowLoading = isFileLoading && !hasRow;
  const isFileUnknown = legs.config.status === "failed" && legs.config.error.code !== "not_found";
  return (
    <dl className="form">
      <Row label="Name" field={fields.name} isLoading={isFileLoading} isUnknown={isFileUnknown} />
      <Row
        label="Description"
        field={fields.description}
        isLoading={isFileLoading}
        isUnknown={isFileUnknown}
        isBlock
      />
      <Row label="Tier" field={fields.tier} isLoading={isRowLoading} />
      <Row label="Runtime" field={fields.runtime} isLoading={isRowLoading} />
      <Row
        label="Model"
        field={fields.model}
        isLoading={isPending(legs.model, fields.model, isFileLoading)}
        isUnknown={isFileUnknown || legs.model.status === "failed"}
      >
        <LegProblem leg={legs.model} what="the model" onRetry={() => retry("model")} />
      </Row>
      <Row
        label="Provider"
        field={fields.provider}
        isLoading={isPending(legs.provider, fields.provider, isFileLoading)}
        isUnknown={legs.provider.status === "failed"}
      >
        <LegProblem leg={legs.provider} what="the provider" onRetry={() => retry("provider")} />
      </Row>
    </dl>
  );
}

/** A value is on its way while its leg is, or while config.yaml may still supply it. */
function isPending(leg: LegState<unknown>, field: Field, isFileLoading: boolean): boolean {
  return leg.status === "loading" || (field.value === "" && isFileLoading);
}

type RowProps = {
  label: string;
  field: Field;
  isLoading: boolean;
  /** Whether an empty value only means that nobody could be asked. */
  isUnknown?: boolean;
  isBlock?: boolean;
  children?: ReactNode;
};

function Row({ label, field, isLoading, isUnknown = false, isBlock, children }: RowProps) {
  const empty = isUnknown ? "Unknown" : "Not set";
  return (
    <div className="form-row">
      <dt>{label}</dt>
      <dd>
        {isLoading ? (
          <span className="skeleton-line" role="status" aria-label={`Loading ${label}`} />
        ) : (
          <span className={field.value === "" ? "form-value faint" : "form-value"}>
            <Untrusted text={field.value === "" ? empty : field.value} isBlock={isBlock ?? false} />
          </span>
        )}
        {!isLoading && field.origin !== null && <span className="form-note">{field.origin}</span>}
        {!isLoading && field.differs !== null && (
          <span className="form-note" data-tone="warning">
            <Untrusted text={field.differs} />
          </span>
        )}
        {children}
      </dd>
    </div>
  );
}
