import { managesItsOwnConfig } from "../config/configProblem";
import type { Workspace } from "../ipc/contract";
import type { Host } from "../ipc/host";
import { setLikely } from "../panel/likelyPanel";
import { useAppStore } from "../store";
import { selectIsOffline } from "../store/connectionSlice";

/** How long somebody rests on a workspace before it is warmed up. */
export const REST_MS = 150;

/** How often at most it is said that somebody moves about. */
export const ABOUT_MS = 1_000;

/** What somebody comes to a workspace by. Each warms up one at a time. */
export type Means = "pointer" | "keyboard";

/** Opens sessions ahead of the panels, and lets go of those that are not wanted after all. */
export type WarmUp = {
  /** Somebody has come to a workspace; null when they have left. */
  restOn: (by: Means, workspaceId: string | null) => void;
  /** The canvas has moved: a rest begins with the end of that. */
  moved: () => void;
  /** A press begins a click, a drag or a move of the canvas: nothing is warmed up from this rest on. */
  pressed: () => void;
  /** A panel was opened, and takes over what was warmed up for it. */
  opened: (workspaceId: string | null) => void;
  /** Lets go of everything. */
  end: () => void;
};

type Rest = { id: string | null; timer: number; isWarm: boolean };

export function createWarmUp(host: Host): WarmUp {
  const rests: Record<Means, Rest> = { pointer: nowhere(), keyboard: nowhere() };
  let openId: string | null = null;
  let isAbout = false;

  const isHeld = (id: string) => Object.values(rests).some((rest) => rest.isWarm && rest.id === id);

  function restOn(by: Means, id: string | null) {
    const before = rests[by];
    if (before.id === id) {
      return;
    }
    leave(by);
    rests[by] = { id, timer: timerOf(by, id), isWarm: false };
    if (id !== null && mayWarmUp(id)) {
      moveAbout();
    }
  }

  /** Whoever comes to one workspace may open another the next moment: what they have in common is made ready. */
  function moveAbout() {
    if (!isAbout) {
      isAbout = true;
      window.setTimeout(() => {
        isAbout = false;
      }, ABOUT_MS);
      host.call("preconnect").catch(() => undefined);
    }
  }

  function timerOf(by: Means, id: string | null): number {
    return id === null ? 0 : window.setTimeout(() => begin(by, id), REST_MS);
  }

  function begin(by: Means, id: string) {
    if (id !== openId && mayWarmUp(id)) {
      const isWarmAlready = isHeld(id);
      rests[by].isWarm = true;
      setLikely(id);
      if (!isWarmAlready) {
        send("warm_up", id);
      }
    }
  }

  function leave(by: Means) {
    const { id, timer, isWarm } = rests[by];
    window.clearTimeout(timer);
    rests[by] = nowhere();
    if (id !== null && isWarm && !isHeld(id)) {
      send("stop_warm_up", id);
    }
  }

  function send(command: "warm_up" | "stop_warm_up", workspaceId: string) {
    // Nobody has asked for it: what is in the way is told when the panel opens.
    host.call(command, { workspaceId }).catch(() => undefined);
  }

  return {
    restOn,
    moved() {
      const { id, timer, isWarm } = rests.pointer;
      if (!isWarm) {
        window.clearTimeout(timer);
        rests.pointer = { id, timer: timerOf("pointer", id), isWarm };
      }
    },
    pressed: () => window.clearTimeout(rests.pointer.timer),
    opened(workspaceId) {
      openId = workspaceId;
      for (const rest of Object.values(rests)) {
        if (rest.id === workspaceId) {
          window.clearTimeout(rest.timer);
          rest.isWarm = false;
        }
      }
    },
    end() {
      leave("pointer");
      leave("keyboard");
    },
  };
}

function nowhere(): Rest {
  return { id: null, timer: 0, isWarm: false };
}

/** Statuses of a workspace whose instance does not run, or does not run yet. */
const AT_REST: ReadonlySet<string> = new Set([
  "provisioning",
  "paused",
  "hibernating",
  "hibernated",
  "removed",
]);

/** Whether there may be an instance to reach, and what it takes to reach it. */
function mayWarmUp(id: string): boolean {
  const state = useAppStore.getState();
  const row = state.workspaces[id];
  return (
    row !== undefined && isRunning(row) && state.credentials === null && !selectIsOffline(state)
  );
}

/** @remarks A row without an instance says nothing: lists leave it out. */
function isRunning(row: Workspace): boolean {
  return !AT_REST.has(row.status) && !managesItsOwnConfig(row);
}
