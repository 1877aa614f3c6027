import { useCallback } from "react";
import { reportProblem } from "../components/notices";
import { useHost } from "../ipc/hostContext";
import { toIpcError } from "../ipc/ipcError";

/** Closes one tunnel; that it is gone arrives as an event. */
export function useCloseTunnel(): (id: number) => void {
  const host = useHost();
  return useCallback(
    (id: number) => {
      host
        .call("close_tunnel", { id })
        .catch((error) => reportProblem("The tunnel was not closed", toIpcError(error)));
    },
    [host],
  );
}

/** Closes every tunnel. */
export function useCloseAllTunnels(): () => void {
  const host = useHost();
  return useCallback(() => {
    host
      .call("close_all_tunnels")
      .catch((error) => reportProblem("The tunnels were not closed", toIpcError(error)));
  }, [host]);
}
