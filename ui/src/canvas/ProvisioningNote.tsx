import { Hourglass } from "lucide-react";
import type { ReactNode } from "react";
import { useShallow } from "zustand/react/shallow";
import { durationText } from "../components/time";
import { useNow } from "../components/useNow";
import { isOverdue, provisioningCount } from "../fleet/provisioning";
import { useAppStore } from "../store";

type ProvisioningNoteProps = {
  workspaceId: string;
  /** What the card says as long as it does not take too long. */
  children: ReactNode;
};

/**
 * Says on a card that its workspace takes too long to start. Not while changes do not arrive: it may have started
 * long ago.
 */
export function ProvisioningNote({ workspaceId, children }: ProvisioningNoteProps) {
  const now = useNow();
  const { sinceMs, isLate } = useAppStore(
    useShallow(({ workspaces, connection }) => {
      const row = workspaces[workspaceId];
      const arrives = connection?.status === "online" && connection.events === "open";
      return {
        sinceMs: row?.provisioningSinceMs ?? null,
        isLate: arrives && row !== undefined && isOverdue(row, provisioningCount(workspaces), now),
      };
    }),
  );
  if (!isLate || sinceMs === null) {
    return <span className="card-facts">{children}</span>;
  }
  return (
    <span className="card-late" role="note">
      <Hourglass aria-hidden size={12} />
      Starting for {durationText(now - sinceMs)}: too long
    </span>
  );
}
