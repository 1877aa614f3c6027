import { ListTodo, RotateCw } from "lucide-react";
import { StatusBadge } from "../components/StatusBadge";
import { Untrusted } from "../components/Untrusted";
import { UnsavedMark } from "../drafts/UnsavedMark";
import { useLifecycle } from "../lifecycle/lifecycleStore";
import { useIsStale } from "../store/shared";
import { TunnelMark } from "../tunnels/TunnelMark";
import { ProvisioningNote } from "./ProvisioningNote";
import { nodeLabel, tasksText, tierText } from "./status";
import { labelId } from "./toGraph";
import { type ShownCard, useAsOf } from "./useCardLook";

type CardFaceProps = {
  card: ShownCard;
  /** Short form: name and status only. */
  isFar: boolean;
};

/** What a card says of its workspace. */
export function CardFace({ card, isFar }: CardFaceProps) {
  return (
    <>
      <CardLabel card={card} />
      {isFar ? <FarFace card={card} /> : <NearFace card={card} />}
    </>
  );
}

/** The card's name for a screen reader: the node is labelled by it. */
function CardLabel({ card }: { card: ShownCard }) {
  const asOf = useAsOf();
  return (
    <span hidden id={labelId(card.id)}>
      {nodeLabel(card, asOf)}
    </span>
  );
}

function FarFace({ card }: { card: ShownCard }) {
  return (
    <>
      <StatusBadge status={card.status} isBare />
      <span className="card-name card-name-far">
        <Untrusted text={card.name} />
      </span>
      <UnsavedMark workspaceId={card.id} />
      <TunnelMark workspace={card} size={20} />
    </>
  );
}

function NearFace({ card }: { card: ShownCard }) {
  const { id, name, status, runtime, tier } = card;
  const pending = useLifecycle((state) => state.pending[id] ?? null);
  return (
    <>
      <span className="card-name">
        <Untrusted text={name} />
      </span>
      {status === "provisioning" ? (
        <ProvisioningNote workspaceId={id}>
          <Untrusted text={runtime} /> · {tierText(tier)}
        </ProvisioningNote>
      ) : (
        <span className="card-facts">
          <Untrusted text={runtime} /> · {tierText(tier)}
        </span>
      )}
      <span className="card-foot">
        {pending === null ? (
          <StatusBadge status={status} />
        ) : (
          <span className="card-pending">{pending}</span>
        )}
        <UnsavedMark workspaceId={id} />
        <TunnelMark workspace={card} size={14} />
        <CardDue card={card} />
      </span>
    </>
  );
}

/** What it works on; where it works on nothing, that a restart is due. */
function CardDue({ card: { activeTasks, restartSinceMs } }: { card: ShownCard }) {
  const isStale = useIsStale();
  if (activeTasks > 0) {
    return (
      <span className="card-tasks" title={isStale ? tasksText(activeTasks) : undefined}>
        <ListTodo aria-hidden size={13} />
        {/* Of the last seen there is more to say beside it. */}
        {isStale ? activeTasks : tasksText(activeTasks)}
      </span>
    );
  }
  return (
    restartSinceMs !== null && (
      <span className="card-due" title="Restart to apply: its configuration has changed">
        <RotateCw aria-hidden size={12} />
        {/* Beside "Last seen online" there is no room for it, nor is there a restart. */}
        {!isStale && "Restart to apply"}
      </span>
    )
  );
}
