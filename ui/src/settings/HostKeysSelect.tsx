import { TriangleAlert } from "lucide-react";
import { useId } from "react";
import type { HostKeyPolicy } from "../ipc/contract";
import { FieldNote, type SettingsInputShared } from "./SettingsInput";

type Policy = { label: string; text: string };

const POLICIES: Record<HostKeyPolicy, Policy> = {
  "console-then-tofu": {
    label: "Compare with the console, else trust the first",
    text: "The first key must be one that the instance printed on its console; where that cannot be read, it is trusted and remembered.",
  },
  tofu: {
    label: "Trust the first",
    text: "The first key that an instance shows is trusted and remembered; another one later is refused.",
  },
  pinned: {
    label: "Only keys that are known already",
    text: "An instance whose key was never accepted is refused until you accept it.",
  },
  off: {
    label: "Do not check (unsafe)",
    text: "Unsafe: any machine can pose as the instance and read or change what you send.",
  },
};

/** What is believed of a host key. */
export function HostKeysSelect({
  draft,
  problems,
  fromEnvironment,
  onChange,
}: SettingsInputShared) {
  const noteId = useId();
  const variable = fromEnvironment["hostKeys"];
  const { text } = POLICIES[draft.hostKeys];
  const isUnsafe = draft.hostKeys === "off";
  return (
    <div className="input-field">
      <label htmlFor="setting-hostKeys">Host keys</label>
      <select
        id="setting-hostKeys"
        className="select"
        value={draft.hostKeys}
        disabled={variable !== undefined}
        aria-invalid={problems.hostKeys !== undefined}
        aria-describedby={`${noteId}-text ${noteId}`}
        onChange={(event) => onChange({ hostKeys: event.target.value as HostKeyPolicy })}
      >
        {Object.entries(POLICIES).map(([policy, { label }]) => (
          <option key={policy} value={policy}>
            {label}
          </option>
        ))}
      </select>
      <p
        className="form-note"
        id={`${noteId}-text`}
        data-tone={isUnsafe ? "warning" : undefined}
        role={isUnsafe ? "status" : undefined}
      >
        {isUnsafe && <TriangleAlert aria-hidden className="inline-icon" size={13} />}
        {text}
      </p>
      <FieldNote id={noteId} variable={variable} problem={problems.hostKeys} hint={undefined} />
    </div>
  );
}
