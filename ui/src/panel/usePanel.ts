import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useRef } from "react";
import { reportProblem } from "../components/notices";
import { fileKeys } from "../files/fileKeys";
import type { Leg, SaveReport } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { toIpcError } from "../ipc/ipcError";
import { useAppStore } from "../store";
import { countReplaced } from "../store/replacedSlice";
import { nextGeneration } from "./generation";
import { keepFiles } from "./keepFiles";
import { knownOf, problemOf } from "./legState";
import {
  ALL_LEGS,
  configPathOf,
  failedLegs,
  initialPanel,
  type PanelLegs,
  reducePanel,
  staleLegs,
} from "./panelState";
import { useWhenBack, useWhenCredentialsAreBack } from "./useWhenBack";
import { useWhenFound } from "./useWhenFound";
import { useWhenReplaced } from "./useWhenReplaced";

/** The functions stay the same: what depends on nothing else is not drawn anew. */
type Panel = {
  /** Which opening this is; 0 before the first. */
  generation: number;
  legs: PanelLegs;
  /** The legs that this opening has not settled yet. */
  awaited: readonly Leg[];
  /** Loads one leg again, within the same opening. */
  retry: (leg: Leg) => void;
  /** Loads again whatever has failed: legs, folders and files. */
  retryFailed: () => void;
  /** Opens it anew; what is shown stays until the new answers arrive. */
  reload: () => void;
  /** Takes on what a save has read back. */
  takeOn: (report: SaveReport) => void;
};

/**
 * Opens the panel of a workspace, and closes it when the component goes or is hidden; shown again it is
 * opened anew, with what it had. When the workspace's instance is
 * replaced, or found where there was none, it is opened anew; when the platform answers again, what is
 * older than that is loaded again.
 *
 * @param first The leg that is in sight: it is asked for before the others.
 * @remarks Give the component `key={workspaceId}`: a panel is never handed on to another workspace.
 */
export function usePanel(workspaceId: string, first: Leg): Panel {
  const host = useHost();
  const queryClient = useQueryClient();
  const [{ generation, legs, awaited }, dispatch] = useReducer(reducePanel, initialPanel);
  const wasOpened = useRef(false);
  const newest = useRef(0);
  // What runs when something comes back sees the panel as it is then.
  const latest = useRef({ generation, legs, first });
  useEffect(() => {
    latest.current = { generation, legs, first };
  });

  const load = useCallback(
    (opening: number, wanted: readonly Leg[]) => {
      newest.current = opening;
      const since = countReplaced(useAppStore.getState(), workspaceId);
      host
        .openPanel({ workspaceId, generation: opening, legs: [...wanted] }, (event) => {
          if (event.generation === newest.current) {
            keepFiles(queryClient, workspaceId, event, since);
            dispatch({ type: "arrived", event });
          }
        })
        .catch((thrown) => {
          if (opening === newest.current) {
            const error = toIpcError(thrown);
            dispatch({ type: "rejected", generation: opening, legs: wanted, error });
          }
        });
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
    open(wasOpened.current ? "reopened" : "opened");
    wasOpened.current = true;
    return () => {
      const closing = newest.current;
      newest.current = 0;
      dispatch({ type: "closed" });
      host
        .call("close_panel", { workspaceId, generation: closing })
        .catch((error) => reportProblem("The panel was not closed", toIpcError(error)));
    };
  }, [host, open, workspaceId]);

  const retryLegs = useCallback(
    (wanted: readonly Leg[]) => {
      const opening = latest.current.generation;
      for (const leg of wanted) {
        dispatch({ type: "retried", generation: opening, leg });
      }
      if (wanted.length > 0) {
        load(opening, wanted);
      }
    },
    [load],
  );

  /** Loads what is in sight first; the open file and the open folders are asked for by themselves. */
  const catchUp = useCallback(
    (sinceMs: number) => {
      const stale = staleLegs(latest.current.legs, sinceMs);
      const isInSight = (leg: Leg) => leg === latest.current.first;
      retryLegs([...stale.filter(isInSight), ...stale.filter((leg) => !isInSight(leg))]);
      refetchOld(queryClient, workspaceId, sinceMs, latest.current.legs);
    },
    [queryClient, retryLegs, workspaceId],
  );
  const retryWithCredentials = useCallback(() => {
    const failed = failedLegs(latest.current.legs);
    retryLegs(failed.filter((leg) => isOfCredentials(latest.current.legs, leg)));
  }, [retryLegs]);

  useWhenReplaced(workspaceId, reload);
  useWhenFound(workspaceId, lacksInstance(legs), reload);
  useWhenBack(catchUp);
  useWhenCredentialsAreBack(retryWithCredentials);

  const retry = useCallback((leg: Leg) => retryLegs([leg]), [retryLegs]);
  const retryFailed = useCallback(() => {
    retryLegs(failedLegs(latest.current.legs));
    void queryClient.refetchQueries({
      queryKey: fileKeys.workspace(workspaceId),
      predicate: ({ state }) => state.status === "error",
    });
  }, [queryClient, retryLegs, workspaceId]);
  const takeOn = useCallback(
    (report: SaveReport) => dispatch({ type: "read_back", report, nowMs: Date.now() }),
    [],
  );

  return { generation, legs, awaited, retry, retryFailed, reload, takeOn };
}

/** Asks again for what else is shown of files and folders and was not read since. */
function refetchOld(
  queryClient: ReturnType<typeof useQueryClient>,
  workspaceId: string,
  sinceMs: number,
  legs: PanelLegs,
): void {
  // These two come with the legs.
  const ofLegs = [configPathOf(legs), knownOf(legs.files)?.path];
  void queryClient.refetchQueries({
    queryKey: fileKeys.workspace(workspaceId),
    type: "active",
    predicate: ({ queryKey, state: { status, dataUpdatedAt, data } }) =>
      !ofLegs.includes(queryKey[3] as string) &&
      (status === "error" || dataUpdatedAt < sinceMs || isStored(data)),
  });
}

function isStored(data: unknown): boolean {
  return (data as { stored?: unknown } | undefined)?.stored != null;
}

/** Whether the files were not to be had for want of an instance. */
function lacksInstance({ config, files }: PanelLegs): boolean {
  return [config, files].some((leg) => problemOf(leg)?.code === "no_instance");
}

function isOfCredentials(legs: PanelLegs, leg: Leg): boolean {
  const code = problemOf(legs[leg])?.code;
  return code === "credentials_expired" || code === "credentials_missing";
}
