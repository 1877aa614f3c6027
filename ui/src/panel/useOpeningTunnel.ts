import { useState } from "react";
import type { Tunnel } from "../ipc/contract";

/** The tunnel that the opening of a panel used. */
type OpeningTunnel = { tunnel: Tunnel | null; wasOpenBefore: boolean };

/**
 * The tunnel whose set-up the opening of a panel waited for, kept when it has been replaced since.
 *
 * @remarks `current` is the instance's tunnel as it is now, already at the first rendering of the panel.
 */
export function useOpeningTunnel(current: Tunnel | null, isLoading: boolean): OpeningTunnel {
  const [openBefore] = useState(current?.state === "open" ? current.id : null);
  const [kept, setKept] = useState(current);
  const tunnel = followOpening(kept, current, isLoading);
  if (tunnel !== kept) {
    setKept(tunnel);
  }
  return { tunnel, wasOpenBefore: tunnel !== null && tunnel.id === openBefore };
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
