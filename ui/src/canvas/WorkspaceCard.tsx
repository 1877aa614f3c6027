import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { CardFace } from "./CardFace";
import { statusLook } from "./status";
import type { WorkspaceNode } from "./toGraph";
import { useIsFar } from "./useIsFar";

/** A workspace that nobody reports to. */
export const WorkspaceCard = memo(function WorkspaceCard({ data }: NodeProps<WorkspaceNode>) {
  const isFar = useIsFar();
  return (
    <div
      className="card"
      data-testid={`workspace-${data.workspace.id}`}
      data-far={isFar}
      data-tone={statusLook(data.workspace.status).tone}
    >
      <CardFace workspace={data.workspace} isFar={isFar} />
    </div>
  );
});
