import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer } from "react";
import { reportProblem } from "../components/notices";
import { fileKeys } from "../files/fileKeys";
import type { Leg, PanelEvent } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { toIpcError } from "../ipc/ipcError";
import { nextGeneration } from "./generation";
import { ALL_LEGS, initialPanel, type PanelLegs, reducePanel } from "./panelState";

type Panel = {
  legs: PanelLegs;
  /** Loads one leg again, within the same opening. */
  retry: (leg: Leg) => void;
};

/**
 * Opens the panel of a workspace, and closes it with the component.
 *
 * @remarks Give the component `key={workspaceId}`: a panel is never handed on to another workspace.
 */
export function usePanel(workspaceId: string): Panel {
  const host = useHost();
  const queryClient = useQueryClient();
  const [{ generation, legs }, dispatch] = useReducer(reducePanel, initialPanel);

  const load = useCallback(
    (opening: number, wanted: readonly Leg[]) => {
      host
        .openPanel({ workspaceId, generation: opening, legs: [...wanted] }, (event) => {
          keepFiles(queryClient, workspaceId, event);
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

  useEffect(() => {
    const opening = nextGeneration();
    dispatch({ type: "opened", generation: opening });
    load(opening, ALL_LEGS);
    return () => {
      host
        .call("close_panel", { workspaceId, generation: opening })
        .catch((error) => reportProblem("The panel was not closed", toIpcError(error)));
    };
  }, [host, load, workspaceId]);

  const retry = useCallback(
    (leg: Leg) => {
      dispatch({ type: "retried", generation, leg });
      load(generation, [leg]);
    },
    [generation, load],
  );

  return { legs, retry };
}

/** What the legs bring of files is what the editor and the tree would ask for. */
function keepFiles(queryClient: QueryClient, workspaceId: string, event: PanelEvent): void {
  if (event.type === "config" && event.outcome.status === "ok") {
    const content = event.outcome.value;
    queryClient.setQueryData(fileKeys.content(workspaceId, content.path), content);
  }
  if (event.type === "files" && event.outcome.status === "ok") {
    const listing = event.outcome.value;
    queryClient.setQueryData(fileKeys.listing(workspaceId, listing.path), listing);
  }
}
