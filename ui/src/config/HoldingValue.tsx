import { Untrusted } from "../components/Untrusted";
import type { Field } from "./mergeConfig";
import { type FieldState, shownOf } from "./readField";

type HoldingValueProps = {
  holding: Field;
  state: FieldState;
  isReadOnly: boolean;
  /** What is said to those who cannot see it while the value is on its way. */
  loading?: string | null;
};

/** Below a field: the value that holds, where that is not the one in the file, and its origin. */
export function HoldingValue({ holding, state, isReadOnly, loading = null }: HoldingValueProps) {
  const { value, origin, differs } = holding;
  const isOther = value !== "" && origin !== "default" && value !== shownOf(state).trim();
  if (loading !== null) {
    return <span className="skeleton-line" role="status" aria-label={loading} />;
  }
  return (
    <>
      {isOther && (
        <p className="config-holding">
          In force:{" "}
          <strong>
            <Untrusted text={value} />
          </strong>
          , {origin ?? "from the platform"}. The platform's value wins
          {isReadOnly ? "." : "; this edits the one in config.yaml."}
        </p>
      )}
      {!isOther && origin !== null && origin !== "default" && (
        <span className="form-note">{origin}</span>
      )}
      {differs !== null && (
        <span className="form-note" data-tone="warning">
          <Untrusted text={differs} />
        </span>
      )}
    </>
  );
}
