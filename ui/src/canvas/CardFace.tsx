import { ListTodo } from "lucide-react";
import { StatusBadge } from "../components/StatusBadge";
import { Untrusted } from "../components/Untrusted";
import { UnsavedMark } from "../drafts/UnsavedMark";
import type { Workspace } from "../ipc/contract";
import { TunnelMark } from "../tunnels/TunnelMark";
import { tasksText, tierText } from "./status";

type CardFaceProps = {
  workspace: Workspace;
  /** Short form: name and status only. */
  isFar: boolean;
};

/** What a card says of its workspace. */
export function CardFace({ workspace, isFar }: CardFaceProps) {
  const { name, status, runtime, tier, activeTasks } = workspace;
  if (isFar) {
    return (
      <>
        <StatusBadge status={status} isBare />
        <span className="card-name card-name-far">
          <Untrusted text={name} />
        </span>
        <UnsavedMark workspaceId={workspace.id} />
        <TunnelMark workspace={workspace} size={20} />
      </>
    );
  }
  return (
    <>
      <span className="card-name">
        <Untrusted text={name} />
      </span>
      <span className="card-facts">
        <Untrusted text={runtime} /> · {tierText(tier)}
      </span>
      <span className="card-foot">
        <StatusBadge status={status} />
        <UnsavedMark workspaceId={workspace.id} />
        <TunnelMark workspace={workspace} size={14} />
        {activeTasks > 0 && (
          <span className="card-tasks">
            <ListTodo aria-hidden size={13} />
            {tasksText(activeTasks)}
          </span>
        )}
      </span>
    </>
  );
}
