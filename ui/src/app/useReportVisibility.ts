import { useEffect } from "react";
import { reportProblem } from "../components/notices";
import { useHost } from "../ipc/hostContext";
import { toIpcError } from "../ipc/ipcError";

/** Tells the backend when the window is hidden and shown again: it keeps no tunnel ready that nobody looks at. */
export function useReportVisibility(): void {
  const host = useHost();
  useEffect(() => {
    function report() {
      host
        .call("set_visible", { visible: document.visibilityState === "visible" })
        .catch((error) =>
          reportProblem("Tunnels may stay open in the background", toIpcError(error)),
        );
    }
    document.addEventListener("visibilitychange", report);
    return () => document.removeEventListener("visibilitychange", report);
  }, [host]);
}
