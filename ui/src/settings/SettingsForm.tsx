import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import { useOpenDoctor } from "../doctor/doctorContext";
import type { SaveSettings, SettingsView } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { checkDraft } from "./checkDraft";
import { SettingsFields } from "./SettingsFields";
import {
  type FieldProblems,
  refusedField,
  type SettingsDraft,
  toDraft,
  toSaveSettings,
} from "./settingsDraft";

type SettingsFormProps = {
  view: SettingsView;
  onSaved: (view: SettingsView) => void;
};

/** Edits the settings. What the environment sets is shown, and cannot be edited. */
export function SettingsForm({ view, onSaved }: SettingsFormProps) {
  const host = useHost();
  const openDoctor = useOpenDoctor();
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
      <SettingsFields {...shared} view={view} />
      {general !== null && <ErrorNotice title="Not saved" error={general} />}
      <div className="dialog-actions">
        {openDoctor !== null && (
          <button type="button" className="button" onClick={() => openDoctor(null)}>
            Run doctor
          </button>
        )}
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
