import type { Workspace } from "../ipc/contract";

/** How a status looks. Its word is always shown beside the colour. */
export type Tone = "good" | "busy" | "warning" | "bad" | "idle";

export type StatusLook = { word: string; tone: Tone };

const KNOWN: ReadonlyMap<string, StatusLook> = new Map([
  ["online", { word: "Online", tone: "good" }],
  ["provisioning", { word: "Provisioning", tone: "busy" }],
  ["awaiting_agent", { word: "Awaiting agent", tone: "busy" }],
  ["degraded", { word: "Degraded", tone: "warning" }],
  ["failed", { word: "Failed", tone: "bad" }],
  ["offline", { word: "Offline", tone: "idle" }],
  ["paused", { word: "Paused", tone: "idle" }],
  ["hibernated", { word: "Hibernated", tone: "idle" }],
  ["hibernating", { word: "Hibernating", tone: "idle" }],
  ["removed", { word: "Removed", tone: "idle" }],
]);

/** The platform's statuses are an open list: an unknown one is shown in its own word. */
export function statusLook(status: string): StatusLook {
  return KNOWN.get(status) ?? { word: status === "" ? "Unknown" : status, tone: "idle" };
}

export function tierText(tier: number | null): string {
  return tier === null ? "No tier" : `Tier ${tier}`;
}

export function tasksText(count: number): string {
  return count === 1 ? "1 task" : `${count} tasks`;
}

/** What a card shows of its workspace; what else changes does not paint it again. */
export type CardLook = Pick<Workspace, "name" | "status" | "tier" | "runtime" | "activeTasks">;

/**
 * What a screen reader says of a card.
 *
 * @param asOf When the status was last confirmed, such as "14:03"; null while it is live.
 */
export function nodeLabel(workspace: CardLook, asOf: string | null = null): string {
  const { word } = statusLook(workspace.status);
  const parts = [
    workspace.name,
    asOf === null ? word : `last seen ${word.toLowerCase()} as of ${asOf}`,
    tierText(workspace.tier),
    workspace.runtime,
  ];
  return [...parts, ...(workspace.activeTasks > 0 ? [tasksText(workspace.activeTasks)] : [])].join(
    ", ",
  );
}
