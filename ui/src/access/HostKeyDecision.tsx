import { useMutation } from "@tanstack/react-query";
import { AlertDialog } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import type { RefusedHostKey } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { HostKeyFacts } from "./HostKeyFacts";

type HostKeyDecisionProps = {
  workspaceId: string;
  refused: RefusedHostKey;
  onAccepted: () => void;
  /** Reads the refused key again: it may be another one by now. */
  onLookAgain: () => void;
};

/** The refused key, and the decision about it. Nothing is trusted by a slip of the hand. */
export function HostKeyDecision({
  workspaceId,
  refused,
  onAccepted,
  onLookAgain,
}: HostKeyDecisionProps) {
  const host = useHost();
  const [hasCompared, setHasCompared] = useState(false);
  const cancel = useRef<HTMLButtonElement>(null);
  const accepting = useMutation<null, IpcError>({
    mutationFn: () => host.call("accept_host_key", { workspaceId, fingerprint: refused.offered }),
    onSuccess: onAccepted,
  });
  useEffect(() => cancel.current?.focus(), []);

  function lookAgain() {
    setHasCompared(false);
    accepting.reset();
    onLookAgain();
  }

  return (
    <>
      <HostKeyFacts refused={refused} />
      <label className="check">
        <input
          type="checkbox"
          checked={hasCompared}
          onChange={(event) => setHasCompared(event.target.checked)}
        />
        I have compared the offered fingerprint with the instance's own
      </label>
      {accepting.error !== null && (
        <ErrorNotice
          title="The key was not accepted"
          text="It may be another one by now; look at it again before you decide."
          error={accepting.error}
          onRetry={lookAgain}
        />
      )}
      <div className="dialog-actions">
        <AlertDialog.Cancel className="button" ref={cancel}>
          Cancel
        </AlertDialog.Cancel>
        <button
          type="button"
          className="button button-danger"
          disabled={!hasCompared || accepting.isPending}
          onClick={() => accepting.mutate()}
        >
          {accepting.isPending ? "Trusting…" : "Trust the new key"}
        </button>
      </div>
    </>
  );
}
