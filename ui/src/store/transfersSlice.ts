import type { AppEvent, Transfer } from "../ipc/contract";
import { keepIfEqual } from "./keepIfEqual";

/** The files on their way, as last pushed. */
export type TransfersSlice = {
  /** Oldest first. One that did not change stays the same object, so that only changed rows repaint. */
  transfers: readonly Transfer[];
};

export const initialTransfers: TransfersSlice = { transfers: [] };

export function reduceTransfers(slice: TransfersSlice, event: AppEvent): TransfersSlice {
  switch (event.type) {
    case "snapshot":
      return { transfers: replace(slice.transfers, event.state.transfers) };
    case "transfers":
      return { transfers: replace(slice.transfers, event.transfers) };
    case "workspaces":
    case "connection":
    case "settings":
    case "tunnels":
    case "credentials":
    case "instance_replaced":
    case "dragged":
    case "close_requested":
    case "card_changed":
    case "cache_notice":
    case "workspaces_changed":
      return slice;
  }
}

/** How many transfers have yet to end. */
export function countRunning({ transfers }: TransfersSlice): number {
  return transfers.filter(({ state }) => !["done", "failed", "cancelled"].includes(state)).length;
}

function replace(before: readonly Transfer[], after: readonly Transfer[]): readonly Transfer[] {
  const known = new Map(before.map((transfer) => [transfer.id, transfer]));
  return keepIfEqual(
    before,
    after.map((transfer) => keepIfEqual(known.get(transfer.id), transfer)),
  );
}
