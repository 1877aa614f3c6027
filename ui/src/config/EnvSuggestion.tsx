import { Untrusted } from "../components/Untrusted";

type EnvSuggestionProps = { needed: readonly string[] | null; onApply: () => void };

/** Offers the environment variables that a model needs in place of those that the user has typed. */
export function EnvSuggestion({ needed, onApply }: EnvSuggestionProps) {
  if (needed === null) {
    return null;
  }
  return (
    <p className="form-note env-suggestion" role="status">
      This model needs <Untrusted text={needed.join(", ")} />.{" "}
      <button type="button" className="link-button" onClick={onApply}>
        Apply to required environment
      </button>
    </p>
  );
}
