import { useMutation } from "@tanstack/react-query";
import { useMemo } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import { Modal } from "../components/Modal";
import { visibleText } from "../components/visibleText";
import type { BugReport } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { useAppStore } from "../store";
import { DoctorActions } from "./DoctorActions";
import { DoctorRows } from "./DoctorRows";
import { doctorRows } from "./doctorSteps";
import { summaryText } from "./doctorText";
import { useDoctor } from "./useDoctor";
import { WrittenReport } from "./WrittenReport";

type DoctorDialogProps = {
  /** null goes as far as there is no instance. */
  workspaceId: string | null;
  onClose: () => void;
};

/** Goes the whole way to an instance and shows where it ends. */
export function DoctorDialog({ workspaceId, onClose }: DoctorDialogProps) {
  const host = useHost();
  const { run, runAgain } = useDoctor(workspaceId);
  const subject = useSubject(workspaceId);
  const writing = useMutation<BugReport, IpcError>({
    mutationFn: () => host.call("write_bug_report", { workspaceId }),
  });
  const rows = useMemo(
    () => doctorRows(run.results, workspaceId, run.status === "running"),
    [run, workspaceId],
  );
  return (
    <Modal title={subject} closeLabel="Close doctor" onClose={onClose} size="wider">
      <div className="doctor-scroll">
        <DoctorRows rows={rows} />
        {run.error !== null && <ErrorNotice title="The doctor stopped" error={run.error} />}
        {writing.error !== null && (
          <ErrorNotice title="The report was not written" error={writing.error} />
        )}
        {writing.data !== undefined && <WrittenReport report={writing.data} />}
      </div>
      <p className="doctor-summary" role="status" data-testid="doctor-summary">
        {summaryText(run)}
      </p>
      <DoctorActions subject={subject} run={run} onRunAgain={runAgain} writing={writing} />
    </Modal>
  );
}

function useSubject(workspaceId: string | null): string {
  const name = useAppStore(({ workspaces }) => workspaces[workspaceId ?? ""]?.name);
  if (workspaceId === null) {
    return "Doctor: the platform and AWS";
  }
  return `Doctor: the way to ${visibleText(name ?? workspaceId)}`;
}
