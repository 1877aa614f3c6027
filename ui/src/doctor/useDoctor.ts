import { useCallback, useEffect, useReducer, useRef } from "react";
import { useHost } from "../ipc/hostContext";
import { toIpcError } from "../ipc/ipcError";
import { type DoctorRun, initialRun, reduceRun } from "./doctorRun";

/** Runs the doctor when the component appears, and again on demand. What a former run still brings is dropped. */
export function useDoctor(workspaceId: string | null): { run: DoctorRun; runAgain: () => void } {
  const host = useHost();
  const [run, dispatch] = useReducer(reduceRun, initialRun);
  const last = useRef(0);

  const start = useCallback(() => {
    last.current += 1;
    const generation = last.current;
    dispatch({ type: "started", generation });
    host
      .runDoctor({ workspaceId }, (result) => dispatch({ type: "arrived", generation, result }))
      .then(({ results }) => dispatch({ type: "ended", generation, results }))
      .catch((error) => dispatch({ type: "failed", generation, error: toIpcError(error) }));
  }, [host, workspaceId]);

  useEffect(start, [start]);

  return { run, runAgain: start };
}
