import type { Workspace } from "../ipc/contract";
import { useTunnels } from "../store/shared";
import { tunnelOfWorkspace } from "../store/tunnelsSlice";
import { tunnelLook } from "./tunnelLook";

type TunnelMarkProps = {
  workspace: Pick<Workspace, "id" | "instanceId">;
  size: number;
};

/** The state of a workspace's tunnel as a small sign; nothing while there is none. */
export function TunnelMark({ workspace, size }: TunnelMarkProps) {
  const state = useTunnels((tunnels) => tunnelOfWorkspace({ tunnels }, workspace)?.state ?? null);
  if (state === null || state === "closed") {
    return null;
  }
  const { word, tone, icon: Icon } = tunnelLook(state);
  const text = `Tunnel ${word.toLowerCase()}`;
  return (
    <span className="tunnel-mark" data-tone={tone} role="img" aria-label={text} title={text}>
      <Icon aria-hidden size={size} />
    </span>
  );
}
