import { ArrowDownUp } from "lucide-react";
import type { Action } from "../app/actions";
import { useAppStore } from "../store";
import { hasEnded, overallProgress } from "./transferText";
import { useTransferAnnouncement } from "./useTransferAnnouncement";

type TransfersButtonProps = {
  action: Action;
  isExpanded: boolean;
};

/** How many files are on their way, and how far they are; shows or hides the transfers. */
export function TransfersButton({ action, isExpanded }: TransfersButtonProps) {
  const transfers = useAppStore((state) => state.transfers);
  const said = useTransferAnnouncement(transfers);
  const left = transfers.filter((transfer) => !hasEnded(transfer)).length;
  const failed = transfers.some(({ state }) => state === "failed");
  const progress = overallProgress(transfers);
  return (
    <>
      <button
        type="button"
        className="button button-quiet transfers-button"
        data-testid="transfers-button"
        data-tone={failed ? "bad" : undefined}
        aria-expanded={isExpanded}
        aria-keyshortcuts="Control+J Meta+J"
        title={`${action.label} (${action.shortcut})`}
        onClick={action.run}
      >
        <ArrowDownUp aria-hidden size={15} />
        {action.label}
        {left > 0 && (
          <>
            {" "}
            <span className="number">
              {left}
              {progress !== null && ` · ${Math.floor(progress * 100)} %`}
            </span>
          </>
        )}
      </button>
      <span className="visually-hidden" role="status" data-testid="transfers-said">
        {said}
      </span>
    </>
  );
}
