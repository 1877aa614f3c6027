import { statusLook, type Tone } from "../canvas/status";
import type { Workspace } from "../ipc/contract";
import { isOverdue, provisioningCount } from "./provisioning";

/** Why somebody should look at a workspace. */
export type Attention = "failed" | "overdue" | "waiting";

export const ATTENTION_WORDS: Record<Attention, string> = {
  failed: "failed",
  overdue: "takes too long to start",
  waiting: "waits for its agent",
};

/** Why somebody should look at a workspace; null when nobody needs to. */
export function attentionOf(row: Workspace, provisioned: number, nowMs: number): Attention | null {
  if (row.status === "failed") {
    return "failed";
  }
  if (row.status === "awaiting_agent") {
    return "waiting";
  }
  return isOverdue(row, provisioned, nowMs) ? "overdue" : null;
}

/** What a group of workspaces looks like as a whole: how many of each tone, and how many to look at. */
export type Summary = Record<Tone, number> & { attention: number };

export function summarise(
  workspaces: Readonly<Record<string, Workspace>>,
  ids: readonly string[],
  nowMs: number,
): Summary {
  const summary: Summary = { good: 0, busy: 0, warning: 0, bad: 0, idle: 0, attention: 0 };
  const provisioned = provisioningCount(workspaces);
  for (const id of ids) {
    const row = workspaces[id];
    if (row !== undefined) {
      summary[statusLook(row.status).tone] += 1;
      summary.attention += attentionOf(row, provisioned, nowMs) === null ? 0 : 1;
    }
  }
  return summary;
}

/** Those of a group that somebody should look at. */
export function inNeed(
  workspaces: Readonly<Record<string, Workspace>>,
  ids: readonly string[],
  nowMs: number,
): { row: Workspace; why: Attention }[] {
  const provisioned = provisioningCount(workspaces);
  return ids.flatMap((id) => {
    const row = workspaces[id];
    const why = row === undefined ? null : attentionOf(row, provisioned, nowMs);
    return row === undefined || why === null ? [] : [{ row, why }];
  });
}

const TONE_WORDS: Record<Tone, string> = {
  good: "online",
  busy: "starting",
  warning: "degraded",
  bad: "failed",
  idle: "not running",
};

/** The same in words, without what there is none of: "8 online, 1 failed". */
export function summaryText(summary: Summary): string {
  const tones: readonly Tone[] = ["good", "busy", "warning", "bad", "idle"];
  return tones
    .filter((tone) => summary[tone] > 0)
    .map((tone) => `${summary[tone]} ${TONE_WORDS[tone]}`)
    .join(", ");
}
