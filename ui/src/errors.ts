import type { ErrorCode } from "./ipc/contract";

/** What the user can do about an error besides reading about it. */
export type ErrorAction = "retry" | "settings";

/** What helps to find out more, or past it. */
export type ErrorHelp = "host_key" | "instance" | "doctor";

/** How the UI speaks of one error code. */
export type ErrorText = {
  severity: "error" | "warning" | "silent";
  /** One plain sentence: what happened and what to do. */
  text: string;
  action?: ErrorAction;
  help?: readonly ErrorHelp[];
};

/** Every code the backend can send. A code without a sentence does not compile. */
export const ERRORS: Record<ErrorCode, ErrorText> = {
  invalid_input: {
    severity: "error",
    text: "Some of what was entered is not valid; correct it and try again.",
  },
  invalid_yaml: {
    severity: "error",
    text: "This is not valid YAML; correct the marked line, then save again.",
  },
  not_found: {
    severity: "warning",
    text: "It does not exist there any more; refresh to see what does.",
    action: "retry",
  },
  permission_denied: {
    severity: "error",
    text: "The instance does not let this user do that; ask for the rights or use another OS user.",
  },
  read_only: {
    severity: "warning",
    text: "Nothing can be written here; copy your text if you want to keep it.",
  },
  conflict: {
    severity: "warning",
    text: "It was changed meanwhile, or something is in the way; look at what is there, then try again.",
  },
  unauthenticated: {
    severity: "error",
    text: "The platform did not accept the token; enter a valid one in the settings.",
    action: "settings",
  },
  credentials_missing: {
    severity: "error",
    text: "No AWS credentials were found; sign in (for instance with “aws sso login”), then retry.",
    action: "retry",
    help: ["doctor"],
  },
  credentials_expired: {
    severity: "error",
    text: "The AWS credentials have expired; sign in again, then retry.",
    action: "retry",
    help: ["doctor"],
  },
  access_denied: {
    severity: "error",
    text: "AWS refused this action; ask for the missing IAM permission, then retry.",
    action: "retry",
    help: ["doctor"],
  },
  throttled: {
    severity: "warning",
    text: "Too many requests at once; wait a moment, then retry.",
    action: "retry",
  },
  endpoint_full: {
    severity: "warning",
    text: "The endpoint has no free connection; close other tunnels or wait, then retry.",
    action: "retry",
    help: ["doctor"],
  },
  exhausted: {
    severity: "warning",
    text: "All connections are busy; wait for one to finish, then retry.",
    action: "retry",
  },
  no_instance: {
    severity: "warning",
    text: "No instance is known for this workspace; choose one, or wait until it has one and retry.",
    action: "retry",
    help: ["instance"],
  },
  instance_not_found: {
    severity: "error",
    text: "AWS does not know this instance; check the region and the account, then retry.",
    action: "retry",
    help: ["instance", "doctor"],
  },
  instance_stopped: {
    severity: "warning",
    text: "The instance is not running; start it, then retry.",
    action: "retry",
    help: ["doctor"],
  },
  no_endpoint: {
    severity: "error",
    text: "There is no EC2 Instance Connect Endpoint for this instance; create one in its VPC, then retry.",
    action: "retry",
    help: ["doctor"],
  },
  unreachable: {
    severity: "error",
    text: "There is no answer; check the network and the address, then retry.",
    action: "retry",
    help: ["doctor"],
  },
  target_unreachable: {
    severity: "error",
    text: "The endpoint cannot reach the instance; check its security group and that sshd runs, then retry.",
    action: "retry",
    help: ["doctor"],
  },
  key_refused: {
    severity: "error",
    text: "The instance refused the key; check the OS user in the settings, then retry.",
    action: "settings",
    help: ["doctor"],
  },
  host_key_changed: {
    severity: "error",
    text: "The instance shows another host key than before; make sure that it is the right one before you trust it.",
    help: ["host_key"],
  },
  tunnel_lost: {
    severity: "warning",
    text: "The connection to the instance broke; retry to open a new one.",
    action: "retry",
    help: ["doctor"],
  },
  platform_error: {
    severity: "error",
    text: "The platform answered with an error; retry, and look at its logs if it goes on.",
    action: "retry",
  },
  unsupported: {
    severity: "warning",
    text: "This server or instance does not offer that; use another way or a newer version.",
    help: ["doctor"],
  },
  timed_out: {
    severity: "warning",
    text: "It took too long; check the network, then retry.",
    action: "retry",
    help: ["doctor"],
  },
  cancelled: {
    severity: "silent",
    text: "It was cancelled; retry if you still need it.",
    action: "retry",
  },
  internal: {
    severity: "error",
    text: "Causeway itself failed; retry, and report the details below if it goes on.",
    action: "retry",
  },
};
