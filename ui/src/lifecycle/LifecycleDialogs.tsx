import { useAppStore } from "../store";
import { ConfirmForget, ConfirmPause, ConfirmRestart } from "./ConfirmDialogs";
import { endQuestion, useLifecycle } from "./lifecycleStore";
import { NestDialog } from "./NestDialog";
import { RenameDialog } from "./RenameDialog";
import { TeamDialog } from "./TeamDialog";

/** What the user is asked before something is done to a workspace, and what has come of it for who cannot see. */
export function LifecycleDialogs() {
  const said = useLifecycle((state) => state.said);
  return (
    <>
      <p className="visually-hidden" role="status" data-testid="lifecycle-said">
        {said}
      </p>
      <Question />
    </>
  );
}

function Question() {
  const question = useLifecycle((state) => state.question);
  const row = useAppStore((state) => state.workspaces[question?.workspaceId ?? ""]);
  const lead = useAppStore((state) => state.workspaces[question?.leadId ?? row?.parentId ?? ""]);
  if (question === null || row === undefined) {
    return null;
  }
  const dialog = { row, onEnd: endQuestion };
  switch (question.kind) {
    case "restart":
      return <ConfirmRestart {...dialog} />;
    case "pause":
      return <ConfirmPause {...dialog} />;
    case "forget":
      return <ConfirmForget {...dialog} />;
    case "rename":
      return <RenameDialog {...dialog} />;
    case "move":
      return <TeamDialog {...dialog} />;
    case "nest":
      return <NestDialog {...dialog} lead={lead ?? null} isOut={false} />;
    case "move_out":
      return <NestDialog {...dialog} lead={lead ?? null} isOut />;
  }
}
