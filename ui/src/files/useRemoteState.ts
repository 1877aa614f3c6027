import { useEffect, useState } from "react";
import type { FileContent, FileVersion, Stat } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { useAppStore } from "../store";
import { selectIsOffline } from "../store/connectionSlice";
import { isSameVersion } from "./conflict";
import type { FileSession } from "./useFileSession";
import { useIsVisible } from "./useIsVisible";

/** How a file on the instance stands to the text in the editor. */
export type RemoteState = "same" | "changed" | "removed";

/** How long after one look at the file the next one comes. */
const LOOK_EVERY_MS = 5_000;

/**
 * Looks at the open file every 5 s, while the window can be seen and the instance is there, and says
 * whether it is another one than the editor started from. A look that fails says nothing.
 */
export function useRemoteState(workspaceId: string, session: FileSession): RemoteState {
  const { content, draft, isDetached } = session;
  const seen = useLooks(workspaceId, content, isDetached);
  if (isDetached || session.saveState.status === "saving") {
    return "same";
  }
  if (seen !== "same") {
    return seen;
  }
  return draft === undefined || isSameVersion(draft.base, content.version) ? "same" : "changed";
}

function useLooks(workspaceId: string, content: FileContent, isDetached: boolean): RemoteState {
  const host = useHost();
  const isVisible = useIsVisible();
  const isOffline = useAppStore(selectIsOffline);
  const { path, instanceId, version } = content;
  const [seen, setSeen] = useState<{ version: FileVersion; state: RemoteState } | null>(null);
  const isLooking = isVisible && !isOffline && !isDetached;

  useEffect(() => {
    if (!isLooking) {
      return;
    }
    let timer: number | undefined;
    let isOver = false;
    async function look() {
      try {
        const stats = await host.call("stat_files", { workspaceId, paths: [path] });
        const found = stats.find((one) => one.path === path && one.instanceId === instanceId);
        if (!isOver && found !== undefined) {
          setSeen({ version, state: compare(found.stat, version) });
        }
      } catch {
        // The next look will tell; what is broken shows where the user asks for something.
      }
      if (!isOver) {
        timer = window.setTimeout(look, LOOK_EVERY_MS);
      }
    }
    timer = window.setTimeout(look, LOOK_EVERY_MS);
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [host, workspaceId, path, instanceId, version, isLooking]);

  // What was seen of an older version says nothing of this one.
  return seen?.version === version ? seen.state : "same";
}

function compare(stat: Stat | null, { sizeBytes, modifiedMs }: FileVersion): RemoteState {
  if (stat === null) {
    return "removed";
  }
  return stat.sizeBytes === sizeBytes && stat.modifiedMs === modifiedMs ? "same" : "changed";
}
