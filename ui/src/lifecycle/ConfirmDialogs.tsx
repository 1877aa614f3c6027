import { FormDialog } from "../components/FormDialog";
import { Untrusted } from "../components/Untrusted";
import { visibleText } from "../components/visibleText";
import { useHost } from "../ipc/hostContext";
import { useAppStore } from "../store";
import type { LifecycleDialogProps } from "./dialogProps";
import { controlWorkspace, forgetWorkspace } from "./runLifecycle";
import { membersBelow } from "./teams";

/** Asks before a restart while something runs. */
export function ConfirmRestart({ row, onEnd }: LifecycleDialogProps) {
  const host = useHost();
  const { activeTasks, currentTask } = row;
  return (
    <FormDialog
      title={`Restart ${visibleText(row.name)}?`}
      action="Restart"
      isDanger
      isReady
      onSubmit={() => {
        void controlWorkspace(host, row, "restart");
        onEnd(true);
      }}
      onClose={() => onEnd(false)}
    >
      <p className="dialog-text">
        {activeTasks === 1
          ? "It works on a task, which a restart ends."
          : `It works on ${activeTasks} tasks, which a restart ends.`}
      </p>
      {currentTask !== null && currentTask !== "" && (
        <p className="dialog-text">
          Now: <Untrusted text={currentTask} />
        </p>
      )}
    </FormDialog>
  );
}

/** Asks before a whole team is paused. */
export function ConfirmPause({ row, onEnd }: LifecycleDialogProps) {
  const host = useHost();
  const below = useAppStore(({ workspaces }) => membersBelow(workspaces, row.id).size);
  return (
    <FormDialog
      title={`Pause ${visibleText(row.name)} and its team?`}
      action={`Pause ${below + 1} workspaces`}
      isDanger
      isReady
      onSubmit={() => {
        void controlWorkspace(host, row, "pause");
        onEnd(true);
      }}
      onClose={() => onEnd(false)}
    >
      <p className="dialog-text">
        {below === 1
          ? "The workspace below it is paused with it."
          : `The ${below} workspaces below it are paused with it.`}
        {row.activeTasks > 0 && " What they work on ends."}
      </p>
    </FormDialog>
  );
}

/** Asks before what is kept on this machine goes. */
export function ConfirmForget({ row, onEnd }: LifecycleDialogProps) {
  const host = useHost();
  return (
    <FormDialog
      title={`Forget the offline copy of ${visibleText(row.name)}?`}
      action="Forget"
      isDanger
      isReady
      onSubmit={() => {
        void forgetWorkspace(host, row);
        onEnd(true);
      }}
      onClose={() => onEnd(false)}
    >
      <p className="dialog-text">
        Its card with all versions, its last config.yaml and its folder listings go from this
        computer. The workspace itself is not touched, and unsaved text is kept.
      </p>
    </FormDialog>
  );
}
