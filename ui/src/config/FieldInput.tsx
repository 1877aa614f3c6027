import type { FieldSpec } from "./fields";

type FieldInputProps = {
  id: string;
  field: FieldSpec;
  typed: string;
  /** The value is of another type than the field's: it is shown as it is written. */
  isOdd: boolean;
  isReadOnly: boolean;
  isInvalid: boolean;
  noteId: string;
  /** Values to choose from, with their names; also what stands there already is kept. */
  choices?: readonly (readonly [string, string])[];
  /** Values that are offered while typing. */
  suggestions?: readonly string[];
  /** Stands in an empty input, in place of the field's own default. */
  byDefault?: string;
  onType: (typed: string) => void;
};

/** The control that fits what a field holds. A default is shown, and never typed. */
export function FieldInput({ field, isOdd, ...input }: FieldInputProps) {
  if (isOdd) {
    return <TextInput {...input} field={field} isReadOnly isLong={input.typed.includes("\n")} />;
  }
  if (input.choices !== undefined) {
    return <SelectInput {...input} field={field} options={input.choices} />;
  }
  switch (field.kind) {
    case "yes_no":
      return (
        <SelectInput
          {...input}
          field={field}
          options={[
            ["true", "Yes"],
            ["false", "No"],
          ]}
        />
      );
    case "choice":
      return (
        <SelectInput
          {...input}
          field={field}
          options={[...new Set([...field.choices, input.typed])]
            .filter((choice) => choice !== "")
            .map((choice) => [choice, choice])}
        />
      );
    case "lines":
    case "list":
      return <TextInput {...input} field={field} isLong />;
    case "line":
    case "whole":
    case "decimal":
      return <TextInput {...input} field={field} isLong={false} />;
  }
}

type InputProps = Omit<FieldInputProps, "isOdd">;

function TextInput({
  id,
  field,
  typed,
  isReadOnly,
  isLong,
  ...rest
}: InputProps & { isLong: boolean }) {
  const { isInvalid, noteId, suggestions = [], byDefault = field.byDefault, onType } = rest;
  const common = {
    id,
    value: typed,
    placeholder: byDefault === undefined ? "Not set" : `${byDefault} (default)`,
    readOnly: isReadOnly,
    spellCheck: field.kind === "lines",
    "aria-invalid": isInvalid,
    "aria-describedby": noteId,
  };
  return isLong ? (
    <textarea
      {...common}
      className="input config-text"
      data-kind={field.kind}
      placeholder={field.kind === "list" ? "One per line" : "Not set"}
      rows={Math.min(8, Math.max(2, typed.split("\n").length + (typed.length > 60 ? 2 : 0)))}
      onChange={(event) => onType(event.target.value)}
    />
  ) : (
    <>
      <input
        {...common}
        className="input"
        autoComplete="off"
        list={suggestions.length > 0 ? `${id}-suggestions` : undefined}
        inputMode={field.kind === "whole" ? "numeric" : undefined}
        onChange={(event) => onType(event.target.value)}
      />
      {suggestions.length > 0 && (
        <datalist id={`${id}-suggestions`}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
    </>
  );
}

type SelectInputProps = InputProps & { options: readonly (readonly [string, string])[] };

function SelectInput({ id, field, typed, isReadOnly, options, ...rest }: SelectInputProps) {
  const { isInvalid, noteId, onType } = rest;
  return (
    <select
      id={id}
      className="select"
      value={typed}
      disabled={isReadOnly}
      aria-invalid={isInvalid}
      aria-describedby={noteId}
      onChange={(event) => onType(event.target.value)}
    >
      <option value="">
        {field.byDefault === undefined ? "Not set" : `Not set (default: ${field.byDefault})`}
      </option>
      {options.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
