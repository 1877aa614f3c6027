import { useMutation } from "@tanstack/react-query";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";

/** The two answers to missing credentials. That they are good again arrives as an event. */
export function useCredentials() {
  const host = useHost();
  const renewal = useMutation<null, IpcError>({ mutationFn: () => host.call("renew_credentials") });
  const stop = useMutation<null, IpcError>({
    mutationFn: () => host.call("stop_waiting_for_credentials"),
  });
  return { renewal, stop };
}
