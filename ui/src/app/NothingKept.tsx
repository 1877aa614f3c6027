import { CloudOff } from "lucide-react";
import type { Connection } from "../ipc/contract";
import { useOpenSettings } from "../settings/settingsContext";
import { offlineReason } from "./freshness";

type NothingKeptProps = { connection: Connection; onRetry: () => void };

/** The first start without an answer: there is nothing from before that could be shown. */
export function NothingKept({ connection, onRetry }: NothingKeptProps) {
  const openSettings = useOpenSettings();
  return (
    <div className="empty" data-testid="nothing-kept">
      <CloudOff aria-hidden size={24} />
      <p>No workspaces have been seen yet.</p>
      <p className="faint">
        The platform does not answer: {offlineReason(connection.error)}. Nothing of it is kept on
        this computer so far; once it has answered, its workspaces are here without a network, too.
      </p>
      <div className="empty-actions">
        <button type="button" className="button button-primary" onClick={onRetry}>
          Try again
        </button>
        <button type="button" className="button" onClick={openSettings}>
          Check the settings
        </button>
      </div>
    </div>
  );
}
