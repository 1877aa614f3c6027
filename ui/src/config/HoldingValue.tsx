import { Untrusted } from "../components/Untrusted";
import { FreshnessNote } from "../panel/FreshnessNote";
import type { Freshness } from "../panel/freshness";
import type { Field } from "./mergeConfig";

type HoldingValueProps = {
  holding: Field;
  /** What stands in the input. */
  typed: string;
  /** The value in force is said even where it is the one in the input. */
  isAlwaysSaid?: boolean;
  /** How old it is, where it is not of now. */
  freshness?: Freshness | null;
  /** What is said to those who cannot see it while the value is on its way. */
  loading?: string | null;
};

/** Below a field: the value in force, where it comes from, how old it is, and what config.yaml says instead. */
export function HoldingValue(props: HoldingValueProps) {
  const { holding, typed, isAlwaysSaid = false, freshness = null, loading = null } = props;
  const { value, origin, differs } = holding;
  const isSaid = value !== "" && origin !== "default" && (isAlwaysSaid || value !== typed.trim());
  if (loading !== null) {
    return <span className="skeleton-line" role="status" aria-label={loading} />;
  }
  return (
    <>
      {isSaid && (
        <p className="config-holding">
          In force:{" "}
          <strong>
            <Untrusted text={value} />
          </strong>
          {origin !== null && `, ${origin}`}.
        </p>
      )}
      {!isSaid && origin !== null && origin !== "default" && (
        <span className="form-note">{origin}</span>
      )}
      {differs !== null && (
        <span className="form-note" data-tone="warning">
          <Untrusted text={differs} />
        </span>
      )}
      <FreshnessNote freshness={freshness} isQuiet />
    </>
  );
}
