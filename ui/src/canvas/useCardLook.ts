import { useShallow } from "zustand/react/shallow";
import { clockText } from "../components/time";
import type { Workspace } from "../ipc/contract";
import { useRow, useStaleSince } from "../store/shared";
import type { CardLook } from "./status";

/** What a card shows, and nothing else of its row: a heartbeat paints no card. */
export type ShownCard = CardLook & {
  id: string;
  instanceId: string | null;
  /** Since when, ms since the epoch; null when no restart is due. */
  restartSinceMs: number | null;
};

/** What the card of a workspace shows; null when it is not in the list any more. */
export function useCardLook(id: string): ShownCard | null {
  return useRow(id, useShallow(lookOf));
}

function lookOf(row: Workspace | undefined): ShownCard | null {
  return row === undefined ? null : cardOf(row);
}

/** What a card shows of a row. */
export function cardOf(row: Workspace): ShownCard {
  const { id, name, status, tier, runtime, activeTasks, instanceId, needsRestart } = row;
  const restartSinceMs = needsRestart?.sinceMs ?? null;
  return { id, name, status, tier, runtime, activeTasks, instanceId, restartSinceMs };
}

/** When the states on the canvas were last confirmed, as a clock time; null while they are live. */
export function useAsOf(): string | null {
  const sinceMs = useStaleSince();
  return sinceMs === null ? null : clockText(sinceMs, Date.now());
}
