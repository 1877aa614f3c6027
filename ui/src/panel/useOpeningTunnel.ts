import { useState } from "react";
import type { Tunnel } from "../ipc/contract";

/** The tunnel that the opening of a panel used. */
type OpeningTunnel = { tunnel: Tunnel | null; wasOpenBefore: boolean };

type Kept = {
  /** 0 while the panel is not opened yet. */
  opening: number;
  /** The tunnel that was open before; null for none. */
  openBefore: number | null;
  tunnel: Tunnel | null;
};

/**
 * The tunnel whose set-up the opening of a panel waited for, kept when it has been replaced since.
 *
 * @remarks `current` is the instance's tunnel as it is now, already at the first rendering of the panel.
 * @param opening Which opening it is; 0 while the panel is not opened.
 */
export function useOpeningTunnel(
  current: Tunnel | null,
  isLoading: boolean,
  opening: number,
): OpeningTunnel {
  const [kept, setKept] = useState(() => begin(current, opening));
  const begun =
    kept.opening === opening || opening === 0 ? kept : beginNext(kept, current, opening);
  const tunnel = followOpening(begun.tunnel, current, isLoading);
  if (tunnel !== kept.tunnel || begun !== kept) {
    setKept({ ...begun, tunnel });
  }
  return { tunnel, wasOpenBefore: tunnel !== null && tunnel.id === begun.openBefore };
}

function begin(current: Tunnel | null, opening: number): Kept {
  const openBefore = current?.state === "open" ? current.id : null;
  return { opening, openBefore, tunnel: current };
}

/** The first opening follows the first rendering at once; every later one waits for a tunnel of its own. */
function beginNext(kept: Kept, current: Tunnel | null, opening: number): Kept {
  return kept.opening === 0 ? { ...kept, opening } : begin(current, opening);
}

/** Follows the instance's tunnel while the panel loads, and from then on only that very one. */
export function followOpening(
  kept: Tunnel | null,
  current: Tunnel | null,
  isLoading: boolean,
): Tunnel | null {
  if (current === null) {
    return kept;
  }
  return kept === null || isLoading || current.id === kept.id ? current : kept;
}
