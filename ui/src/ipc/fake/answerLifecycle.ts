import type { FakeHost } from "../fakeHost";
import { IpcError } from "../ipcError";

/** Answers what changes workspaces on the platform. */
export function answerLifecycle(
  { world }: Omit<FakeHost, "host">,
  name: "save_workspace" | "control_workspace" | "dismiss_restart" | "list_templates",
  args: unknown,
): unknown {
  void [world, args];
  throw new IpcError("unsupported", `${name} is not invented yet`);
}
