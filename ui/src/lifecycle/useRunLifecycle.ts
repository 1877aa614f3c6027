import { useCallback } from "react";
import type { Workspace } from "../ipc/contract";
import type { Host } from "../ipc/host";
import { useHost } from "../ipc/hostContext";
import type { LifecycleFacts, LifecycleName } from "./lifecycleActions";
import { ask } from "./lifecycleStore";
import { controlWorkspace, dismissRestart } from "./runLifecycle";

/** Does what was chosen, or asks first. "tier" and "runtime" are chosen further: see `ChoiceMenu`. */
export function useRunLifecycle(
  onOpen: (workspaceId: string) => void,
): (name: LifecycleName, facts: LifecycleFacts) => void {
  const host = useHost();
  return useCallback(
    (name, { row, below }) => {
      if (name === "open") {
        onOpen(row.id);
      } else if (name !== "tier" && name !== "runtime") {
        start(host, name, row, below);
      }
    },
    [host, onOpen],
  );
}

function start(
  host: Host,
  name: Exclude<LifecycleName, "open" | "tier" | "runtime">,
  row: Workspace,
  below: number,
): void {
  const workspaceId = row.id;
  switch (name) {
    case "restart":
      if (row.activeTasks > 0) {
        ask({ kind: "restart", workspaceId });
      } else {
        void controlWorkspace(host, row, "restart");
      }
      break;
    case "pause":
      if (below > 0) {
        ask({ kind: "pause", workspaceId });
      } else {
        void controlWorkspace(host, row, "pause");
      }
      break;
    case "resume":
      void controlWorkspace(host, row, "resume");
      break;
    case "dismiss_restart":
      void dismissRestart(host, row);
      break;
    case "rename":
    case "move":
    case "move_out":
    case "forget":
      ask({ kind: name, workspaceId });
      break;
  }
}
