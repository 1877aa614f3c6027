import { IdCard } from "lucide-react";
import { useState } from "react";
import { useAppStore } from "../store";
import { selectIsOffline } from "../store/connectionSlice";
import { CardEditor } from "./edit/CardEditor";
import { useCardDrafts } from "./edit/cardDrafts";

/** Where no card was ever seen: where cards come from, and a way to write one. */
export function CardEmpty({ workspaceId }: { workspaceId: string }) {
  const isOffline = useAppStore(selectIsOffline);
  const hasDraft = useCardDrafts(({ drafts }) => drafts[workspaceId] !== undefined);
  const [isWriting, setIsWriting] = useState(false);
  if (isWriting || hasDraft) {
    return (
      <CardEditor workspaceId={workspaceId} entry={null} onPublished={() => setIsWriting(false)} />
    );
  }
  return (
    <div className="empty">
      <IdCard aria-hidden size={24} />
      <p>No agent card</p>
      <p className="faint">
        An agent registers its card with the platform when it starts, and Causeway keeps what the
        platform shows. The agent of this workspace has not registered one yet
        {isOffline ? ", or did so while Causeway was offline." : "."}
      </p>
      <button type="button" className="button" onClick={() => setIsWriting(true)}>
        Write a card…
      </button>
    </div>
  );
}
