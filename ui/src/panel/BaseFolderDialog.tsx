import { type FormEvent, useId, useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import { Modal } from "../components/Modal";
import { useWorkspaceSettings } from "./useWorkspaceSettings";

type BaseFolderDialogProps = { workspaceId: string; onClose: () => void; onChanged: () => void };

/** Sets the folder that the files of a workspace are taken from, in place of its runtime's. */
export function BaseFolderDialog({ workspaceId, onClose, onChanged }: BaseFolderDialogProps) {
  const { own, saving } = useWorkspaceSettings(workspaceId);
  const [folder, setFolder] = useState(own.baseFolder ?? "");
  const noteId = useId();
  const trimmed = folder.trim();
  const isValid = trimmed === "" || trimmed.startsWith("/");

  function save(event: FormEvent) {
    event.preventDefault();
    saving.mutate(
      { baseFolder: trimmed === "" ? null : trimmed },
      {
        onSuccess: () => {
          onClose();
          onChanged();
        },
      },
    );
  }

  return (
    <Modal title="Base folder" closeLabel="Close the base folder" onClose={onClose}>
      <form className="dialog-form" onSubmit={save} noValidate>
        <label className="input-field">
          <span>Folder on the instance</span>
          <input
            className="input mono"
            data-testid="base-folder"
            value={folder}
            placeholder="/configs"
            spellCheck={false}
            autoComplete="off"
            aria-invalid={!isValid}
            aria-describedby={noteId}
            onChange={(event) => setFolder(event.target.value)}
          />
          <span className={isValid ? "form-note" : "input-problem"} id={noteId}>
            {isValid
              ? "config.yaml and the files are taken from here. Empty: the folder of the workspace's runtime."
              : "Enter the whole path, beginning with a slash."}
          </span>
        </label>
        {saving.error !== null && <ErrorNotice title="Not changed" error={saving.error} />}
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            className="button button-primary"
            disabled={!isValid || saving.isPending}
          >
            Save
          </button>
        </div>
      </form>
    </Modal>
  );
}
