import { toGraph, toPositions } from "../canvas/toGraph";
import { addNotice, reportFailure, reportProblem } from "../components/notices";
import { GROUPED_ABOVE } from "../fleet/groups";
import type { Workspace, WorkspaceAction, WorkspaceChanges } from "../ipc/contract";
import type { Host } from "../ipc/host";
import { toIpcError } from "../ipc/ipcError";
import { useAppStore } from "../store";
import { listWorkspaces } from "../store/workspacesSlice";
import { changeProblem, parentOf, saveRow } from "./changes";
import { say, whilePending } from "./lifecycleStore";
import { membersBelow } from "./teams";

const WORDS: Record<WorkspaceAction, { now: string; done: string; not: string }> = {
  restart: { now: "Restarting…", done: "is restarting", not: "was not restarted" },
  pause: { now: "Pausing…", done: "is paused", not: "was not paused" },
  resume: { now: "Resuming…", done: "is resuming", not: "was not resumed" },
};

/** Restarts, pauses or resumes a workspace. A refusal is told with the platform's own words. */
export async function controlWorkspace(
  host: Host,
  { id, name }: Workspace,
  action: WorkspaceAction,
): Promise<void> {
  const { now, done, not } = WORDS[action];
  try {
    const { count } = await whilePending(id, now, () =>
      host.call("control_workspace", { workspaceId: id, action }),
    );
    say(count > 1 ? `${name} ${done}, ${count} workspaces in all` : `${name} ${done}`);
  } catch (thrown) {
    reportFailure(`${name} ${not}`, toIpcError(thrown));
  }
}

/** Changes fields of a row; true when the platform has them all. */
export async function changeWorkspace(
  host: Host,
  { id, name }: Workspace,
  changes: Partial<WorkspaceChanges>,
  what: string,
): Promise<boolean> {
  const title = `${name}: ${what} was not changed`;
  try {
    const report = await whilePending(id, "Changing…", () =>
      host.call("save_workspace", saveRow(id, changes)),
    );
    const problem = changeProblem(report);
    if (problem !== null) {
      addNotice(title, problem.text, problem.detail);
      return false;
    }
    say(`${name}: ${what} is changed`);
    return true;
  } catch (thrown) {
    reportFailure(title, toIpcError(thrown));
    return false;
  }
}

/** Makes a workspace a member of another's team, or of none, and gives it a place there. */
export async function moveToTeam(
  host: Host,
  row: Workspace,
  leadId: string | null,
): Promise<boolean> {
  // As they stand before: the list has the new team by the time that the change is done.
  const rows = listWorkspaces(useAppStore.getState());
  const isDone = await changeWorkspace(host, row, { parent: parentOf(leadId) }, "the team");
  if (isDone) {
    placeInTeam(host, rows, row.id, leadId);
  }
  return isDone;
}

/** Removes what is kept of a workspace on this machine. */
export async function forgetWorkspace(host: Host, { id, name }: Workspace): Promise<boolean> {
  try {
    await host.call("forget_workspace", { workspaceId: id });
    say(`The offline copy of ${name} is gone`);
    return true;
  } catch (thrown) {
    reportFailure(`The offline copy of ${name} was not removed`, toIpcError(thrown));
    return false;
  }
}

/** Takes the word off a card that a restart is due. */
export async function dismissRestart(host: Host, { id, name }: Workspace): Promise<void> {
  try {
    await host.call("dismiss_restart", { workspaceId: id });
  } catch (thrown) {
    reportFailure(`${name} still asks for a restart`, toIpcError(thrown));
  }
}

/** Where everything is once a workspace has come to a team: the others stay, it and those below it are set anew. */
export function positionsInTeam(
  rows: readonly Workspace[],
  layout: Parameters<typeof toGraph>[1],
  id: string,
  leadId: string | null,
): ReturnType<typeof toPositions> {
  const moved = rows.map((row) => (row.id === id ? { ...row, parentId: leadId, x: 0, y: 0 } : row));
  const drawn = toPositions(toGraph(rows, layout));
  const set = membersBelow(Object.fromEntries(moved.map((row) => [row.id, row])), id).add(id);
  const kept = Object.fromEntries(Object.entries(drawn).filter(([key]) => !set.has(key)));
  return toPositions(toGraph(moved, kept));
}

function placeInTeam(
  host: Host,
  rows: readonly Workspace[],
  id: string,
  leadId: string | null,
): void {
  if (rows.length > GROUPED_ABOVE) {
    return;
  }
  const { layout, place } = useAppStore.getState();
  const positions = positionsInTeam(rows, layout, id, leadId);
  place(positions);
  host
    .call("move_nodes", { positions })
    .catch((thrown) => reportProblem("The new positions were not kept", toIpcError(thrown)));
}
