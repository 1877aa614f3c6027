import { durationText } from "../components/time";
import { useSecond } from "../components/useNow";
import type { Tunnel, Workspace } from "../ipc/contract";
import { useAppStore } from "../store";
import { tunnelOfWorkspace } from "../store/tunnelsSlice";
import { TunnelBadge } from "../tunnels/TunnelBadge";
import { WhySlowPopover } from "../tunnels/WhySlowPopover";
import type { PanelLegs } from "./panelState";
import { useOpeningTunnel } from "./useOpeningTunnel";

type PanelTunnelProps = {
  workspace: Workspace;
  legs: PanelLegs;
  /** Which opening of the panel it is. */
  opening: number;
  /** Some of its legs are on their way. */
  isLoading: boolean;
};

/** How the tunnel of the panel's workspace stands, and what the opening was spent on. */
export function PanelTunnel({ workspace, legs, opening, isLoading }: PanelTunnelProps) {
  const current = useAppStore((state) => tunnelOfWorkspace(state, workspace));
  const { tunnel, wasOpenBefore } = useOpeningTunnel(current, isLoading, opening);
  return (
    <div className="panel-tunnel" data-testid="panel-tunnel">
      <span className="faint">Tunnel</span>
      {current === null ? <span className="faint">none</span> : <Standing tunnel={current} />}
      <WhySlowPopover tunnel={tunnel} wasOpenBefore={wasOpenBefore} legs={legs} />
    </div>
  );
}

function Standing({ tunnel: { state, sinceMs } }: { tunnel: Tunnel }) {
  const now = useSecond();
  return (
    <>
      <TunnelBadge state={state} />
      <span className="faint number">{durationText(now - sinceMs)}</span>
    </>
  );
}
