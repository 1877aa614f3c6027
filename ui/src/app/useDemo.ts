import { useMutation } from "@tanstack/react-query";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";

/** Starts the demo fleet. */
export function useConnectDemo() {
  const host = useHost();
  return useMutation<null, IpcError>({ mutationFn: () => host.call("connect_demo") });
}

/** Goes back from the demo to the user's own platform. */
export function useLeaveDemo() {
  const host = useHost();
  return useMutation<null, IpcError>({ mutationFn: () => host.call("leave_demo") });
}
