import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useRef } from "react";
import { reportProblem } from "../components/notices";
import { fileKeys } from "../files/fileKeys";
import type { Leg } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { toIpcError } from "../ipc/ipcError";
import { useAppStore } from "../store";
import { countReplaced } from "../store/replacedSlice";
import { nextGeneration } from "./generation";
import { keepFiles } from "./keepFiles";
import { ALL_LEGS, failedLegs, initialPanel, type PanelLegs, reducePanel } from "./panelState";
import { useWhenFound } from "./useWhenFound";
import { useWhenReplaced } from "./useWhenReplaced";

type Panel = {
  legs: PanelLegs;
  /** Loads one leg again, within the same opening. */
  retry: (leg: Leg) => void;
  /** Loads again whatever has failed: legs, folders and files. */
  retryFailed: () => void;
  /** Opens it anew; what is shown stays until the new answers arrive. */
  reload: () => void;
};

/**
 * Opens the panel of a workspace, and closes it with the component. When the workspace's instance is
 * replaced, or found where there was none, it is opened anew.
 *
 * @remarks Give the component `key={workspaceId}`: a panel is never handed on to another workspace.
 */
export function usePanel(workspaceId: string): Panel {
  const host = useHost();
  const queryClient = useQueryClient();
  const [{ generation, legs }, dispatch] = useReducer(reducePanel, initialPanel);
  const newest = useRef(0);

  const load = useCallback(
    (opening: number, wanted: readonly Leg[]) => {
      newest.current = opening;
      const since = countReplaced(useAppStore.getState(), workspaceId);
      host
        .openPanel({ workspaceId, generation: opening, legs: [...wanted] }, (event) => {
          if (event.generation === newest.current) {
            keepFiles(queryClient, workspaceId, event, since);
          }
          dispatch({ type: "arrived", event });
        })
        .catch((error) =>
          dispatch({
            type: "rejected",
            generation: opening,
            legs: wanted,
            error: toIpcError(error),
          }),
        );
    },
    [host, queryClient, workspaceId],
  );

  const open = useCallback(
    (type: "opened" | "reopened") => {
      const opening = nextGeneration();
      dispatch({ type, generation: opening });
      load(opening, ALL_LEGS);
    },
    [load],
  );
  const reload = useCallback(() => {
    open("reopened");
    void queryClient.invalidateQueries({ queryKey: fileKeys.contents(workspaceId) });
  }, [open, queryClient, workspaceId]);

  useEffect(() => {
    open("opened");
    return () => {
      host
        .call("close_panel", { workspaceId, generation: newest.current })
        .catch((error) => reportProblem("The panel was not closed", toIpcError(error)));
    };
  }, [host, open, workspaceId]);

  useWhenReplaced(workspaceId, reload);
  useWhenFound(workspaceId, lacksInstance(legs), reload);

  function retryLegs(wanted: readonly Leg[]) {
    for (const leg of wanted) {
      dispatch({ type: "retried", generation, leg });
    }
    load(generation, wanted);
  }

  function retryFailed() {
    const failed = failedLegs(legs);
    if (failed.length > 0) {
      retryLegs(failed);
    }
    void queryClient.refetchQueries({
      queryKey: fileKeys.workspace(workspaceId),
      predicate: ({ state }) => state.status === "error",
    });
  }

  return { legs, retry: (leg) => retryLegs([leg]), retryFailed, reload };
}

/** Whether the files were not to be had for want of an instance. */
function lacksInstance({ config, files }: PanelLegs): boolean {
  return [config, files].some((leg) => leg.status === "failed" && leg.error.code === "no_instance");
}
