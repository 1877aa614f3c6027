import type { NodeProps } from "@xyflow/react";
import { Users } from "lucide-react";
import { memo } from "react";
import { CardFace } from "./CardFace";
import { CardMenuButton } from "./CardMenuButton";
import type { WorkspaceNode } from "./toGraph";
import { type ShownCard, useCardLook } from "./useCardLook";
import { useCardState } from "./useCardState";
import { useIsFar } from "./useIsFar";
import { useIsNear } from "./useIsNear";

/** A workspace that others report to: its card is the head of the frame around them. */
export const TeamFrame = memo(function TeamFrame({ id, data, selected }: NodeProps<WorkspaceNode>) {
  const card = useCardLook(id);
  return card === null ? null : (
    <Frame card={card} teamSize={data.teamSize} isSelected={selected} />
  );
});

type FrameProps = { card: ShownCard; teamSize: number; isSelected: boolean };

function Frame({ card, teamSize, isSelected }: FrameProps) {
  const isFar = useIsFar();
  const { isNear, handlers } = useIsNear();
  return (
    <div className="team" {...useCardState(card)}>
      <div
        className="team-head"
        data-testid={`workspace-${card.id}`}
        data-far={isFar}
        {...handlers}
      >
        <div className="team-lead">
          <CardFace card={card} isFar={isFar} />
        </div>
        {!isFar && (
          <span className="team-size">
            <Users aria-hidden size={13} />
            Team of {teamSize + 1}
          </span>
        )}
        {!isFar && (isNear || isSelected) && (
          <CardMenuButton workspaceId={card.id} name={card.name} />
        )}
      </div>
    </div>
  );
}
