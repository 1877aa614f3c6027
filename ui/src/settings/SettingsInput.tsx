import { useId } from "react";
import type { FieldProblems, SettingsDraft, TextField } from "./settingsDraft";

/** What all inputs of the form share. */
export type SettingsInputShared = {
  draft: SettingsDraft;
  problems: FieldProblems;
  /** Field name → environment variable that sets it. */
  fromEnvironment: { [field: string]: string };
  onChange: (part: Partial<SettingsDraft>) => void;
};

type SettingsInputProps = SettingsInputShared & {
  name: TextField;
  label: string;
  hint?: string;
  placeholder?: string;
};

/** One line of the settings. */
export function SettingsInput({ name, label, hint, placeholder, ...shared }: SettingsInputProps) {
  const { draft, problems, fromEnvironment, onChange } = shared;
  const noteId = useId();
  const variable = fromEnvironment[name];
  return (
    <div className="input-field">
      <label htmlFor={`setting-${name}`}>{label}</label>
      <input
        id={`setting-${name}`}
        className="input"
        value={draft[name]}
        placeholder={placeholder}
        disabled={variable !== undefined}
        spellCheck={false}
        autoComplete="off"
        inputMode={name === "poolTtlSeconds" ? "numeric" : undefined}
        aria-invalid={problems[name] !== undefined}
        aria-describedby={noteId}
        onChange={(event) => onChange({ [name]: event.target.value })}
      />
      <FieldNote id={noteId} variable={variable} problem={problems[name]} hint={hint} />
    </div>
  );
}

type FieldNoteProps = {
  id: string;
  variable: string | undefined;
  problem: string | undefined;
  hint: string | undefined;
};

/** Below an input: what is wrong, else what sets it, else a hint. */
export function FieldNote({ id, variable, problem, hint }: FieldNoteProps) {
  if (problem !== undefined) {
    return (
      <p className="input-problem" id={id} role="alert">
        {problem}
      </p>
    );
  }
  return (
    <p className="form-note" id={id}>
      {variable === undefined ? hint : `Set by the environment variable ${variable}.`}
    </p>
  );
}
