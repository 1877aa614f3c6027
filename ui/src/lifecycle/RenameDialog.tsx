import { useState } from "react";
import { FormDialog } from "../components/FormDialog";
import { visibleText } from "../components/visibleText";
import { useHost } from "../ipc/hostContext";
import type { LifecycleDialogProps } from "./dialogProps";
import { workspaceNameProblem } from "./nameProblem";
import { changeWorkspace } from "./runLifecycle";

/** Asks for a workspace's new name; stays open with the text when the platform does not take it. */
export function RenameDialog({ row, onEnd }: LifecycleDialogProps) {
  const host = useHost();
  const [name, setName] = useState(row.name);
  const [isSaving, setIsSaving] = useState(false);
  const text = name.trim();
  const problem = workspaceNameProblem(text);

  async function rename() {
    setIsSaving(true);
    if (await changeWorkspace(host, row, { name: text }, "the name")) {
      onEnd(true);
    } else {
      setIsSaving(false);
    }
  }

  return (
    <FormDialog
      title={`Rename ${visibleText(row.name)}`}
      action={isSaving ? "Renaming…" : "Rename"}
      isReady={problem === null && text !== row.name && !isSaving}
      onSubmit={() => void rename()}
      onClose={() => onEnd(false)}
    >
      <label className="input-field">
        <span>Name</span>
        <input
          className="input"
          value={name}
          spellCheck={false}
          aria-invalid={problem !== null}
          onChange={(event) => setName(event.target.value)}
        />
        {problem !== null && <span className="input-problem">{problem}</span>}
      </label>
    </FormDialog>
  );
}
