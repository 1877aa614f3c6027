import type { ErrorCode, IpcError as IpcFailure } from "../ipc/contract";

/** In a word or two: why what is shown is not of now. */
const REASONS: Record<ErrorCode, string> = {
  invalid_input: "the request was refused",
  invalid_yaml: "the answer could not be read",
  not_found: "it is not there any more",
  permission_denied: "no permission",
  read_only: "read-only",
  conflict: "another instance by now",
  unauthenticated: "the token was not accepted",
  credentials_missing: "no AWS credentials",
  credentials_expired: "credentials expired",
  access_denied: "AWS refused access",
  throttled: "too many requests",
  endpoint_full: "the endpoint is full",
  exhausted: "all connections are busy",
  no_instance: "no instance is known",
  instance_not_found: "the instance was not found",
  instance_stopped: "instance stopped",
  no_endpoint: "no endpoint",
  unreachable: "no answer",
  target_unreachable: "the instance does not answer",
  key_refused: "the instance refused the key",
  host_key_changed: "the host key has changed",
  tunnel_lost: "the connection broke",
  platform_error: "server error",
  unsupported: "not offered",
  timed_out: "no answer in time",
  cancelled: "cancelled",
  internal: "an error of this app",
};

const OF_THE_NETWORK: readonly ErrorCode[] = ["unreachable", "timed_out"];

/** Whether nothing came back at all, so that the network may be gone. */
export function isOfNetwork({ code }: IpcFailure): boolean {
  return OF_THE_NETWORK.includes(code);
}

/**
 * Why what is shown is not of now, in a word or two.
 *
 * @param isOffline Whether the platform does not answer either: then it is the network.
 */
export function whyOld(error: IpcFailure, isOffline: boolean): string {
  return isOffline && isOfNetwork(error) ? "offline" : (REASONS[error.code] ?? REASONS.internal);
}
