import { useId } from "react";
import { FieldNote, type SettingsInputShared } from "./SettingsInput";

/** Whether nothing may be changed on any instance. */
export function ReadOnlyInput({ draft, problems, fromEnvironment, onChange }: SettingsInputShared) {
  const noteId = useId();
  const variable = fromEnvironment["readOnly"];
  return (
    <div className="input-field">
      <label className="check">
        <input
          type="checkbox"
          checked={draft.readOnly}
          disabled={variable !== undefined}
          aria-describedby={noteId}
          onChange={(event) => onChange({ readOnly: event.target.checked })}
        />
        Read-only for all workspaces
      </label>
      <FieldNote
        id={noteId}
        variable={variable}
        problem={problems.readOnly}
        hint="Nothing is saved, moved or deleted on any instance."
      />
    </div>
  );
}
