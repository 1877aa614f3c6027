import type { Workspace } from "../ipc/contract";

/** What every question about a workspace takes. */
export type LifecycleDialogProps = {
  row: Workspace;
  /** Closes it; whether what was asked is under way. */
  onEnd: (isDone: boolean) => void;
};
