import { AlertDialog } from "radix-ui";
import { useState } from "react";
import type { Tunnel } from "../ipc/contract";
import { inUse } from "./tunnelRows";
import { useCloseAllTunnels } from "./useCloseTunnels";

/** Closes all tunnels: at once while nobody holds one, else after asking. */
export function CloseAll({ tunnels }: { tunnels: readonly Tunnel[] }) {
  const closeAll = useCloseAllTunnels();
  const [isAsking, setIsAsking] = useState(false);
  const used = inUse(tunnels);

  // Not `disabled` where there is nothing to close: that would take the keyboard from who has just closed all.
  function ask() {
    if (used.leases > 0) {
      setIsAsking(true);
    } else if (tunnels.length > 0) {
      closeAll();
    }
  }

  return (
    <AlertDialog.Root open={isAsking} onOpenChange={setIsAsking}>
      <button type="button" className="button" aria-disabled={tunnels.length === 0} onClick={ask}>
        Close all
      </button>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog">
          <AlertDialog.Title className="dialog-title">Close all tunnels?</AlertDialog.Title>
          <AlertDialog.Description className="dialog-text">
            {inUseText(used)} Work under way goes on until it is done; what comes after it sets up a
            tunnel again.
          </AlertDialog.Description>
          <div className="dialog-actions">
            <AlertDialog.Cancel className="button">Cancel</AlertDialog.Cancel>
            <AlertDialog.Action className="button button-danger" onClick={closeAll}>
              Close all
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

function inUseText({ tunnels, leases }: ReturnType<typeof inUse>): string {
  const held = leases === 1 ? "1 lease" : `${leases} leases`;
  return tunnels === 1 ? `One of them is in use (${held}).` : `${tunnels} are in use (${held}).`;
}
