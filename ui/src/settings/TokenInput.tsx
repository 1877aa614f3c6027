import { useId } from "react";
import { FieldNote, type SettingsInputShared } from "./SettingsInput";

type TokenInputProps = SettingsInputShared & {
  /** Whether a token is kept at present. It is never shown. */
  hasToken: boolean;
};

/** The platform's token: written, never read back. */
export function TokenInput({
  draft,
  problems,
  fromEnvironment,
  onChange,
  hasToken,
}: TokenInputProps) {
  const noteId = useId();
  const variable = fromEnvironment["token"];
  const isKept = hasToken && !draft.forgetsToken;
  return (
    <div className="input-field">
      <label htmlFor="setting-token">Token</label>
      <div className="input-row">
        <input
          id="setting-token"
          className="input"
          type="password"
          autoComplete="off"
          value={draft.token}
          placeholder={isKept ? "•••••••• (kept; type to replace)" : ""}
          disabled={variable !== undefined}
          aria-invalid={problems.token !== undefined}
          aria-describedby={noteId}
          onChange={(event) => onChange({ token: event.target.value, forgetsToken: false })}
        />
        {isKept && variable === undefined && (
          <button
            type="button"
            className="button"
            onClick={() => onChange({ token: "", forgetsToken: true })}
          >
            Forget
          </button>
        )}
      </div>
      <FieldNote
        id={noteId}
        variable={variable}
        problem={problems.token}
        hint={
          draft.forgetsToken
            ? "The token is forgotten when you save."
            : "Sent to the platform alone. It is never shown again."
        }
      />
    </div>
  );
}
