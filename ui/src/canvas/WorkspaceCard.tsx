import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { CardFace } from "./CardFace";
import { CardMenuButton } from "./CardMenuButton";
import type { WorkspaceNode } from "./toGraph";
import { type ShownCard, useCardLook } from "./useCardLook";
import { useCardState } from "./useCardState";
import { useIsFar } from "./useIsFar";
import { useIsNear } from "./useIsNear";

/** A workspace that nobody reports to. */
export const WorkspaceCard = memo(function WorkspaceCard({
  id,
  selected,
}: NodeProps<WorkspaceNode>) {
  const card = useCardLook(id);
  return card === null ? null : <Card card={card} isSelected={selected} />;
});

function Card({ card, isSelected }: { card: ShownCard; isSelected: boolean }) {
  const isFar = useIsFar();
  const { isNear, handlers } = useIsNear();
  return (
    <div
      className="card"
      data-testid={`workspace-${card.id}`}
      data-far={isFar}
      {...useCardState(card)}
      {...handlers}
    >
      <CardFace card={card} isFar={isFar} />
      {!isFar && (isNear || isSelected) && (
        <CardMenuButton workspaceId={card.id} name={card.name} />
      )}
    </div>
  );
}
