import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import type { SaveSettings, SettingsView } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { SettingsInput } from "./SettingsInput";
import {
  checkDraft,
  type FieldProblems,
  MAX_POOL_TTL_SECONDS,
  refusedField,
  type SettingsDraft,
  toDraft,
  toSaveSettings,
} from "./settingsDraft";
import { TokenInput } from "./TokenInput";

type SettingsFormProps = {
  view: SettingsView;
  onSaved: (view: SettingsView) => void;
};

/** Edits the settings. What the environment sets is shown, and cannot be edited. */
export function SettingsForm({ view, onSaved }: SettingsFormProps) {
  const host = useHost();
  const [draft, setDraft] = useState(() => toDraft(view));
  const [problems, setProblems] = useState<FieldProblems>({});
  const saving = useMutation<SettingsView, IpcError, SaveSettings>({
    mutationFn: (args) => host.call("save_settings", args),
    onSuccess: onSaved,
    onError: (error) => {
      const name = refusedField(error);
      setProblems(name === null ? {} : { [name]: error.message });
    },
  });
  const general =
    saving.error !== null && refusedField(saving.error) === null ? saving.error : null;

  function change(part: Partial<SettingsDraft>) {
    setDraft((before) => ({ ...before, ...part }));
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const found = checkDraft(draft);
    setProblems(found);
    if (Object.keys(found).length === 0) {
      saving.mutate(toSaveSettings(draft));
    }
  }

  const shared = { draft, problems, fromEnvironment: view.fromEnvironment, onChange: change };
  return (
    <form className="dialog-form" onSubmit={submit} noValidate>
      {view.problem !== null && (
        <ErrorNotice title="There is a problem with the settings" error={view.problem} />
      )}
      <SettingsInput
        {...shared}
        name="platformUrl"
        label="Platform URL"
        placeholder="https://your-team.example.com"
      />
      <TokenInput {...shared} hasToken={view.hasToken} />
      <SettingsInput
        {...shared}
        name="orgId"
        label="Organisation id"
        hint="Only if your platform asks for one."
      />
      <div className="form-pair">
        <SettingsInput {...shared} name="osUser" label="OS user on the instances" />
        <SettingsInput
          {...shared}
          name="poolTtlSeconds"
          label="Keep connections for (seconds)"
          hint={`0 to ${MAX_POOL_TTL_SECONDS}; 0 opens a new one each time.`}
        />
      </div>
      <SettingsInput
        {...shared}
        name="extraCaFile"
        label="Extra CA file"
        hint="A PEM file to trust besides the system's certificates."
      />
      {general !== null && <ErrorNotice title="Not saved" error={general} />}
      <div className="dialog-actions">
        <button
          type="submit"
          className="button button-primary"
          data-testid="settings-save"
          disabled={saving.isPending}
        >
          {saving.isPending ? "Saving…" : "Save"}
        </button>
      </div>
    </form>
  );
}
