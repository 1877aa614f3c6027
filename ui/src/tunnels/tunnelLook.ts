import { CircleDashed, Ellipsis, Link2, Link2Off, type LucideIcon, RefreshCw } from "lucide-react";
import type { Tone } from "../canvas/status";
import { durationText } from "../components/time";
import type { Tunnel, TunnelState } from "../ipc/contract";

/** How a state looks. The word is always there beside the sign, if only as its title. */
export type TunnelLook = { word: string; tone: Tone; icon: LucideIcon };

const LOOKS: Record<TunnelState, TunnelLook> = {
  connecting: { word: "Connecting", tone: "busy", icon: Ellipsis },
  open: { word: "Open", tone: "good", icon: Link2 },
  reconnecting: { word: "Reconnecting", tone: "warning", icon: RefreshCw },
  failed: { word: "Failed", tone: "bad", icon: Link2Off },
  closed: { word: "Closed", tone: "idle", icon: CircleDashed },
};

export function tunnelLook(state: TunnelState): TunnelLook {
  return LOOKS[state];
}

/** What will become of a tunnel, and when; null where nothing is planned. */
export function nextText(
  { state, rotatesAtMs, expiresAtMs }: Tunnel,
  nowMs: number,
): string | null {
  if (state === "failed" || state === "closed") {
    return null;
  }
  if (rotatesAtMs !== null) {
    return rotatesAtMs > nowMs ? `Rotates in ${durationText(rotatesAtMs - nowMs)}` : "Rotating";
  }
  if (expiresAtMs !== null) {
    return expiresAtMs > nowMs ? `Expires in ${durationText(expiresAtMs - nowMs)}` : "Expired";
  }
  return null;
}
