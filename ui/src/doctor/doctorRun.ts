import type { DoctorResult, IpcError as IpcFailure } from "../ipc/contract";

/** One run of the doctor, as far as it has come. */
export type DoctorRun = {
  /** Tells this run from those before; 0 before the first. */
  generation: number;
  status: "running" | "done" | "failed";
  results: readonly DoctorResult[];
  /** Why the run as a whole failed. */
  error: IpcFailure | null;
};

export type DoctorAction = { type: "started"; generation: number } | RunAction;

/** What happens within one run. */
type RunAction =
  | { type: "arrived"; generation: number; result: DoctorResult }
  | { type: "ended"; generation: number; results: readonly DoctorResult[] }
  | { type: "failed"; generation: number; error: IpcFailure };

export const initialRun: DoctorRun = { generation: 0, status: "running", results: [], error: null };

/** The run after `action`. What belongs to another run changes nothing. */
export function reduceRun(run: DoctorRun, action: DoctorAction): DoctorRun {
  if (action.type === "started") {
    return { ...initialRun, generation: action.generation };
  }
  return action.generation === run.generation ? goOn(run, action) : run;
}

function goOn(run: DoctorRun, action: RunAction): DoctorRun {
  switch (action.type) {
    case "arrived":
      // The reply has them all, and may come before the last of them do.
      return run.status === "running" ? { ...run, results: [...run.results, action.result] } : run;
    case "ended":
      return { ...run, status: "done", results: action.results };
    case "failed":
      return { ...run, status: "failed", error: action.error };
  }
}
