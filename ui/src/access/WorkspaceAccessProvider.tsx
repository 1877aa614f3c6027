import { type ReactNode, useMemo, useState } from "react";
import { DoctorContext } from "../doctor/doctorContext";
import { AccessContext, type WorkspaceAccess } from "./accessContext";
import { HostKeyDialog } from "./HostKeyDialog";
import { InstanceDialog } from "./InstanceDialog";

type WorkspaceAccessProviderProps = {
  workspaceId: string;
  /** Loads again what has failed. */
  onRetry: () => void;
  /** Loads everything again. */
  onReload: () => void;
  children: ReactNode;
};

/** Lets everything below lead the user past what stands between them and the instance. */
export function WorkspaceAccessProvider(props: WorkspaceAccessProviderProps) {
  const { workspaceId, onRetry, onReload, children } = props;
  const [shown, setShown] = useState<"host_key" | "instance" | null>(null);
  const access = useMemo<WorkspaceAccess>(
    () => ({
      workspaceId,
      reload: onReload,
      reviewHostKey: () => setShown("host_key"),
      chooseInstance: () => setShown("instance"),
    }),
    [workspaceId, onReload],
  );
  const close = () => setShown(null);
  const closeAnd = (then: () => void) => () => {
    close();
    then();
  };
  return (
    <>
      <AccessContext value={access}>{children}</AccessContext>
      {/* A failure in one of these leads to no other window. */}
      <DoctorContext value={null}>
        {shown === "host_key" && (
          <HostKeyDialog workspaceId={workspaceId} onClose={close} onRetry={closeAnd(onRetry)} />
        )}
        {shown === "instance" && (
          <InstanceDialog workspaceId={workspaceId} onClose={close} onChosen={closeAnd(onReload)} />
        )}
      </DoctorContext>
    </>
  );
}
