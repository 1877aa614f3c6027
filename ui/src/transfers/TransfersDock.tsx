import { X } from "lucide-react";
import { type KeyboardEvent, useCallback, useEffect, useRef } from "react";
import { IconButton } from "../components/IconButton";
import { reportProblem } from "../components/notices";
import type { TransferAction } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { toIpcError } from "../ipc/ipcError";
import { useAppStore } from "../store";
import { TransferRow } from "./TransferRow";
import { hasEnded } from "./transferText";

type TransfersDockProps = {
  /** The user has asked for it, and gets the keyboard into it; what opens by itself leaves the keyboard where it is. */
  isAskedFor: boolean;
  onClose: () => void;
};

/** The files on their way between this machine and the instances, below the canvas. */
export function TransfersDock({ isAskedFor, onClose }: TransfersDockProps) {
  const transfers = useAppStore((state) => state.transfers);
  const workspaces = useAppStore((state) => state.workspaces);
  const control = useControl();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isAskedFor) {
      title.current?.focus({ preventScroll: true });
    }
  }, [isAskedFor]);
  const ended = transfers.filter(hasEnded);

  function clearFinished() {
    for (const { id } of ended) {
      control(id, "dismiss");
    }
  }

  function closeByKey(event: KeyboardEvent) {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      onClose();
    }
  }

  return (
    <section
      className="dock transfers"
      aria-label="Transfers"
      data-testid="transfers"
      onKeyDown={closeByKey}
    >
      <header className="dock-head">
        <h2 className="dock-title" tabIndex={-1} ref={title}>
          Transfers
        </h2>
        <p className="faint transfers-note">
          Instance Connect Endpoints are made for management traffic: AWS may slow down bulk data.
        </p>
        <span className="spacer" />
        <button
          type="button"
          className="button"
          aria-disabled={ended.length === 0}
          onClick={clearFinished}
        >
          Clear finished
        </button>
        <IconButton label="Hide transfers" shortcut="Esc" icon={X} onClick={onClose} />
      </header>
      {transfers.length === 0 ? (
        <p className="empty">No transfers. Drop files onto a folder, or download from its menu.</p>
      ) : (
        <ul className="transfer-list" aria-label="Transfers, newest first">
          {transfers.toReversed().map((transfer) => (
            <TransferRow
              key={transfer.id}
              transfer={transfer}
              workspace={workspaces[transfer.workspaceId]?.name ?? transfer.instanceId}
              onControl={control}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function useControl(): (id: number, action: TransferAction) => void {
  const host = useHost();
  return useCallback(
    (id, action) => {
      host
        .call("control_transfer", { id, action })
        .catch((error) => reportProblem("The transfer did not obey", toIpcError(error)));
    },
    [host],
  );
}
