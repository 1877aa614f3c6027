import { FormDialog } from "../components/FormDialog";
import type { ConfigSave } from "./useConfigSave";

/** Asks before a save that takes the model's override away, or that ends what the workspace works on. */
export function SaveQuestion({ saving, tasks }: { saving: ConfigSave; tasks: number }) {
  const { state, confirm, cancel } = saving;
  if (state.status !== "asking") {
    return null;
  }
  const isClearing = state.about === "clear";
  return (
    <FormDialog
      key={state.about}
      title={isClearing ? "Take the model's override away?" : "Restart while it works?"}
      action={isClearing ? "Take it away and save" : "Save and restart"}
      isDanger
      isReady
      onSubmit={confirm}
      onClose={cancel}
    >
      <p className="dialog-text">
        {isClearing
          ? "The platform then has no model of its own for this workspace: what config.yaml says holds, else the default of its template."
          : `It works on ${tasks === 1 ? "a task" : `${tasks} tasks`}, which a restart ends.`}
      </p>
    </FormDialog>
  );
}
