import { LogOut, RefreshCw, Settings, Stethoscope } from "lucide-react";
import { IconButton } from "../components/IconButton";
import { reportProblem } from "../components/notices";
import type { Connection } from "../ipc/contract";
import { useAppStore } from "../store";
import { TransfersButton } from "../transfers/TransfersButton";
import type { TransfersDockState } from "../transfers/useTransfersDock";
import { TunnelsButton } from "../tunnels/TunnelsButton";
import { ConnectionState } from "./ConnectionState";
import { Logo } from "./Logo";
import type { Actions } from "./useActions";
import { useLeaveDemo } from "./useDemo";
import type { TunnelsDockState } from "./useTunnelsDock";

type HeaderProps = {
  connection: Connection;
  actions: Actions;
  tunnels: TunnelsDockState;
  transfers: TransfersDockState;
};

/** The bar on top: where the app is connected, how fresh the list is, and what can be done. */
export function Header({
  connection,
  actions: { refresh, settings, doctor },
  tunnels,
  transfers,
}: HeaderProps) {
  const count = useAppStore((state) => state.workspaceIds.length);
  return (
    <header className="header">
      <h1 className="brand">
        <Logo />
        Causeway
      </h1>
      {connection.mode === "demo" && <DemoBadge />}
      {connection.mode === "platform" && connection.platformUrl !== null && (
        <span className="platform-url">{connection.platformUrl}</span>
      )}
      <span className="spacer" />
      {count > 0 && (
        <span className="faint">{count === 1 ? "1 workspace" : `${count} workspaces`}</span>
      )}
      <ConnectionState connection={connection} />
      <div className="header-buttons">
        <TransfersButton action={transfers.toggle} isExpanded={transfers.isOpen} />
        <TunnelsButton action={tunnels.toggle} isExpanded={tunnels.isOpen} />
        <IconButton
          label={refresh.label}
          shortcut={refresh.shortcut}
          icon={RefreshCw}
          onClick={refresh.run}
        />
        <IconButton
          label={doctor.label}
          shortcut={doctor.shortcut}
          icon={Stethoscope}
          onClick={doctor.run}
        />
        <IconButton
          label={settings.label}
          shortcut={settings.shortcut}
          icon={Settings}
          onClick={settings.run}
        />
      </div>
    </header>
  );
}

function DemoBadge() {
  const leave = useLeaveDemo();
  return (
    <span className="demo">
      <span className="badge badge-accent">Demo</span>
      <button
        type="button"
        className="button button-quiet"
        disabled={leave.isPending}
        onClick={() =>
          leave.mutate(undefined, {
            onError: (error) => reportProblem("Could not leave the demo", error),
          })
        }
      >
        <LogOut aria-hidden size={14} />
        Leave demo
      </button>
    </span>
  );
}
