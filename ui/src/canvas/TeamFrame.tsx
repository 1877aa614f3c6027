import type { NodeProps } from "@xyflow/react";
import { Users } from "lucide-react";
import { memo } from "react";
import { CardFace } from "./CardFace";
import { statusLook } from "./status";
import type { WorkspaceNode } from "./toGraph";
import { useIsFar } from "./useIsFar";

/** A workspace that others report to: its card is the head of the frame around them. */
export const TeamFrame = memo(function TeamFrame({ data }: NodeProps<WorkspaceNode>) {
  const isFar = useIsFar();
  const { workspace, teamSize } = data;
  return (
    <div className="team" data-tone={statusLook(workspace.status).tone}>
      <div className="team-head" data-testid={`workspace-${workspace.id}`} data-far={isFar}>
        <div className="team-lead">
          <CardFace workspace={workspace} isFar={isFar} />
        </div>
        {!isFar && (
          <span className="team-size">
            <Users aria-hidden size={13} />
            Team of {teamSize + 1}
          </span>
        )}
      </div>
    </div>
  );
});
