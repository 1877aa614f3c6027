import type { Workspace } from "../ipc/contract";

/** What can be done with a workspace as a whole, by menu and by key. */
export type LifecycleName =
  | "open"
  | "restart"
  | "pause"
  | "resume"
  | "rename"
  | "tier"
  | "runtime"
  | "move"
  | "move_out"
  | "dismiss_restart"
  | "forget";

/** One of them, as it stands for a certain workspace. */
export type LifecycleAction = {
  name: LifecycleName;
  label: string;
  shortcut?: string;
  /** Why it cannot be done now; null when it can. */
  disabledReason: string | null;
};

/** What the actions for a workspace depend on. */
export type LifecycleFacts = {
  row: Workspace;
  /** The workspace that leads its team, where it is in the list. */
  lead: Workspace | null;
  /** How many are below it. */
  below: number;
  /** Why nothing can be changed on the platform now. */
  offlineReason: string | null;
  /** What is being done to it, such as "Restarting…". */
  pending: string | null;
};

/**
 * The actions for a workspace, in the groups of the menu.
 *
 * The rules are the platform's: any status may be restarted; only what is not paused can be paused, with all below
 * it; only what is paused can be resumed; and neither starts while its lead is paused.
 */
export function lifecycleActions(facts: LifecycleFacts): LifecycleAction[][] {
  const { row, lead, below, offlineReason, pending } = facts;
  const change = offlineReason ?? (pending === null ? null : `${pending} Wait until that is done.`);
  const isPaused = row.status === "paused";
  const held =
    lead?.status === "paused" ? `Its lead, ${lead.name}, is paused; resume that first.` : null;
  const run: LifecycleAction[] = [
    {
      name: "restart",
      label: row.activeTasks > 0 ? "Restart…" : "Restart",
      disabledReason: change ?? held,
    },
    {
      name: "pause",
      label: below > 0 ? "Pause…" : "Pause",
      disabledReason: change ?? (isPaused ? "It is paused already." : null),
    },
    { name: "resume", label: "Resume", disabledReason: change ?? resumeProblem(row) ?? held },
  ];
  const set: LifecycleAction[] = [
    { name: "rename", label: "Rename…", shortcut: "F2", disabledReason: change },
    { name: "tier", label: "Tier", disabledReason: change },
    { name: "runtime", label: "Runtime", disabledReason: change },
    { name: "move", label: "Move to team…", disabledReason: change },
    {
      name: "move_out",
      label: "Move out of its team…",
      disabledReason: row.parentId === null ? "It is in no team." : change,
    },
  ];
  const kept: LifecycleAction[] = [
    ...(row.needsRestart === null
      ? []
      : [
          {
            name: "dismiss_restart" as const,
            label: "Do not ask for a restart",
            disabledReason: null,
          },
        ]),
    { name: "forget", label: "Forget offline copy…", disabledReason: null },
  ];
  return [
    [{ name: "open", label: "Open", shortcut: "Enter", disabledReason: null }],
    run,
    set,
    kept,
  ];
}

function resumeProblem({ status }: Workspace): string | null {
  switch (status) {
    case "paused":
      return null;
    case "hibernated":
      return "It is hibernated, not paused; a restart wakes it.";
    default:
      return "It is not paused.";
  }
}

/** F2: what renames elsewhere. */
export function isRenameKey(event: Pick<KeyboardEvent, "key">): boolean {
  return event.key === "F2";
}

/** The menu key, and Shift-F10 where there is none. */
export function isMenuKey(event: Pick<KeyboardEvent, "key" | "shiftKey">): boolean {
  return event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
}
