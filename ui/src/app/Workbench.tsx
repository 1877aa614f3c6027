import { Boxes, LoaderCircle } from "lucide-react";
import { useCallback, useState } from "react";
import { Canvas } from "../canvas/Canvas";
import { focusNode } from "../canvas/focusNode";
import { Untrusted } from "../components/Untrusted";
import type { Connection } from "../ipc/contract";
import { Later } from "../later/Later";
import { markClick } from "../panel/marks";
import { PanelsLater } from "../panel/PanelsLater";
import { useAppStore } from "../store";
import { useTransfersDock } from "../transfers/useTransfersDock";
import { useAutoOpen } from "./autoOpen";
import { CacheNotice } from "./CacheNotice";
import { CredentialsBanner } from "./CredentialsBanner";
import { Header } from "./Header";
import { NothingKept } from "./NothingKept";
import { OfflineBanner } from "./OfflineBanner";
import type { Actions } from "./useActions";
import { useTunnelsDock } from "./useTunnelsDock";

type WorkbenchProps = {
  connection: Connection;
  actions: Actions;
};

/** The canvas with the panel of the opened workspace beside it, and the tunnels below. */
export function Workbench({ connection, actions }: WorkbenchProps) {
  const [openId, setOpenId] = useState<string | null>(null);
  const tunnels = useTunnelsDock();
  const transfers = useTransfersDock();
  useAutoOpen(setOpenId);

  const open = useCallback((workspaceId: string) => {
    markClick(workspaceId);
    setOpenId(workspaceId);
  }, []);
  const close = useCallback((workspaceId: string) => {
    setOpenId(null);
    focusNode(workspaceId);
  }, []);

  return (
    <div className="workbench">
      <Header connection={connection} actions={actions} tunnels={tunnels} transfers={transfers} />
      <OfflineBanner connection={connection} onRetry={actions.refresh.run} />
      <CredentialsBanner />
      <CacheNotice />
      {connection.notice !== null && (
        <p className="banner" data-severity="info" role="status">
          <Untrusted text={connection.notice} />
        </p>
      )}
      <main className="stage" tabIndex={-1}>
        <Stage
          connection={connection}
          openId={openId}
          onOpen={open}
          onRetry={actions.refresh.run}
        />
        <PanelsLater key={fleetOf(connection)} openId={openId} onClose={close} />
      </main>
      <Later>
        {({ TransfersDock, TunnelsDock, ExistingDialog, LifecycleDialogs }) => (
          <>
            {transfers.isOpen && (
              <TransfersDock isAskedFor={transfers.isAskedFor} onClose={transfers.close} />
            )}
            {tunnels.isOpen && <TunnelsDock onClose={tunnels.close} />}
            <ExistingDialog />
            <LifecycleDialogs />
          </>
        )}
      </Later>
    </div>
  );
}

type StageProps = {
  connection: Connection;
  openId: string | null;
  onOpen: (workspaceId: string) => void;
  onRetry: () => void;
};

function Stage({ connection, openId, onOpen, onRetry }: StageProps) {
  const isListed = useAppStore((state) => state.listed !== null);
  const isEmpty = useAppStore((state) => state.workspaceIds.length === 0);
  if (!isListed) {
    return connection.status === "offline" ? (
      <NothingKept connection={connection} onRetry={onRetry} />
    ) : (
      <div className="empty" role="status">
        <LoaderCircle aria-hidden className="spin" size={24} />
        <p>Loading the workspaces…</p>
      </div>
    );
  }
  if (isEmpty) {
    return <Empty text="No workspaces" detail="The platform has none for this account." />;
  }
  // A different fleet is fitted into the view anew.
  return <Canvas key={fleetOf(connection)} openId={openId} onOpen={onOpen} />;
}

/** Tells one fleet from another. */
function fleetOf({ mode, platformUrl }: Connection): string {
  return `${mode} ${platformUrl}`;
}

function Empty({ text, detail }: { text: string; detail: string }) {
  return (
    <div className="empty">
      <Boxes aria-hidden size={24} />
      <p>{text}</p>
      <p className="faint">{detail}</p>
    </div>
  );
}
