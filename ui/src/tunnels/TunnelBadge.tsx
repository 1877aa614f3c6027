import type { TunnelState } from "../ipc/contract";
import { tunnelLook } from "./tunnelLook";

/** The state of a tunnel as sign, colour and word. */
export function TunnelBadge({ state }: { state: TunnelState }) {
  const { word, tone, icon: Icon } = tunnelLook(state);
  return (
    <span className="status" data-tone={tone}>
      <Icon aria-hidden size={14} />
      {word}
    </span>
  );
}
