import { type ReactNode, useId } from "react";
import { FieldInput } from "./FieldInput";
import type { FieldSpec } from "./fields";
import type { FieldState } from "./readField";
import { NOT_IN_FORM } from "./typeField";

export type ConfigFieldProps = {
  field: FieldSpec;
  state: FieldState;
  /** What stands in the input. */
  typed: string;
  /** What is wrong with it. */
  problem: string | null;
  isReadOnly: boolean;
  onType: (typed: string) => void;
  choices?: readonly (readonly [string, string])[];
  suggestions?: readonly string[];
  byDefault?: string;
  onEditRaw: () => void;
  /** What is to be said of the value. */
  children?: ReactNode;
};

/** One key of config.yaml: its name, its input, and what there is to say of it. */
export function ConfigField(props: ConfigFieldProps) {
  const { field, state, typed, problem, isReadOnly, onType, onEditRaw, children, ...offer } = props;
  const id = useId();
  const noteId = `${id}-note`;
  const isOdd = state.status === "odd";
  return (
    <div className="form-row">
      <label className="config-label" htmlFor={id}>
        {field.label}
      </label>
      <div className="config-cell">
        <FieldInput
          id={id}
          field={field}
          typed={typed}
          isOdd={isOdd}
          isReadOnly={isReadOnly}
          isInvalid={problem !== null}
          noteId={noteId}
          onType={onType}
          {...offer}
        />
        <div className="config-notes" id={noteId}>
          {problem !== null && (
            <p className="input-problem" role="alert">
              {problem}
            </p>
          )}
          {isOdd && (
            <p className="form-note">{state.reason} The form leaves this value as it is.</p>
          )}
          {problem === null && !isOdd && field.hint !== undefined && (
            <p className="form-note">{field.hint}</p>
          )}
          {children}
        </div>
        {!isReadOnly && (isOdd || problem?.startsWith(NOT_IN_FORM) === true) && (
          <button
            type="button"
            className="button config-raw-button"
            aria-label={`Edit ${field.label} in raw`}
            onClick={onEditRaw}
          >
            Edit in raw
          </button>
        )}
      </div>
    </div>
  );
}
