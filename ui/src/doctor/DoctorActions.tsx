import type { UseMutationResult } from "@tanstack/react-query";
import { CopyButton } from "../components/CopyButton";
import type { BugReport } from "../ipc/contract";
import type { IpcError } from "../ipc/ipcError";
import type { DoctorRun } from "./doctorRun";
import { doctorText } from "./doctorText";

type DoctorActionsProps = {
  subject: string;
  run: DoctorRun;
  onRunAgain: () => void;
  writing: UseMutationResult<BugReport, IpcError, void>;
};

/** What can be done with a run. Nothing is `disabled` while it works: that would take the keyboard from who pressed it. */
export function DoctorActions({ subject, run, onRunAgain, writing }: DoctorActionsProps) {
  const isRunning = run.status === "running";
  return (
    <div className="doctor-actions">
      <button
        type="button"
        className="button"
        aria-disabled={isRunning}
        onClick={isRunning ? undefined : onRunAgain}
      >
        {isRunning ? "Running…" : "Run again"}
      </button>
      <button
        type="button"
        className="button"
        aria-disabled={writing.isPending}
        onClick={writing.isPending ? undefined : () => writing.mutate()}
      >
        {writing.isPending ? "Writing the report…" : "Write bug report"}
      </button>
      <CopyButton text={doctorText(subject, run)} label="Copy as text" />
    </div>
  );
}
