import { useId } from "react";
import { FieldNote, type SettingsInputShared } from "./SettingsInput";

type CheckInputProps = SettingsInputShared & {
  name: "tokenInFile" | "legacySignatures";
  label: string;
  hint: string;
};

/** One setting that is on or off. */
export function CheckInput({ name, label, hint, ...shared }: CheckInputProps) {
  const { draft, problems, fromEnvironment, onChange } = shared;
  const noteId = useId();
  const variable = fromEnvironment[name];
  return (
    <div className="input-field">
      <label className="check">
        <input
          type="checkbox"
          checked={draft[name]}
          disabled={variable !== undefined}
          aria-describedby={noteId}
          onChange={(event) => onChange({ [name]: event.target.checked })}
        />
        {label}
      </label>
      <FieldNote id={noteId} variable={variable} problem={problems[name]} hint={hint} />
    </div>
  );
}
