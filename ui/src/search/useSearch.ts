import { useCallback, useEffect, useRef, useState } from "react";
import { reportProblem } from "../components/notices";
import { useHost } from "../ipc/hostContext";
import { toIpcError } from "../ipc/ipcError";
import { addMatches, NO_SEARCH, type SearchState } from "./searchState";

type Search = {
  state: SearchState;
  start: (folder: string, text: string, isCaseSensitive: boolean) => Promise<void>;
  /** Ends a search; what it has found stays. */
  stop: () => void;
};

let lastId = 0;

/** Finds texts in the files of a workspace, one search at a time; it ends when the component goes or is hidden. */
export function useSearch(workspaceId: string): Search {
  const host = useHost();
  const [state, setState] = useState(NO_SEARCH);
  const running = useRef<number | null>(null);

  const stopRunning = useCallback(() => {
    const searchId = running.current;
    running.current = null;
    if (searchId !== null) {
      host
        .call("stop_search", { workspaceId, searchId })
        .catch((error) => reportProblem("The search was not stopped", toIpcError(error)));
    }
    return searchId !== null;
  }, [host, workspaceId]);

  const stop = useCallback(() => {
    if (stopRunning()) {
      setState((before) => ({ ...before, status: "stopped" }));
    }
  }, [stopRunning]);

  useEffect(() => stop, [stop]);

  async function start(folder: string, text: string, isCaseSensitive: boolean) {
    stopRunning();
    lastId += 1;
    const searchId = lastId;
    running.current = searchId;
    const change = (to: (state: SearchState) => SearchState) => {
      if (running.current === searchId) {
        setState(to);
      }
    };
    change(() => ({ ...NO_SEARCH, status: "running", text, isCaseSensitive }));
    try {
      const args = { workspaceId, folder, text, isCaseSensitive, searchId };
      const end = await host.searchFiles(args, (found) =>
        change((before) => addMatches(before, found)),
      );
      change((before) => ({ ...before, status: "ended", end }));
    } catch (thrown) {
      const error = toIpcError(thrown);
      change((before) => ({ ...before, status: "failed", error }));
    }
    if (running.current === searchId) {
      running.current = null;
    }
  }

  return { state, start, stop };
}
