import { useQueryClient } from "@tanstack/react-query";
import { Activity, useCallback, useEffect, useRef, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import { cardKeys } from "../cards/cardKeys";
import { fileKeys } from "../files/fileKeys";
import { useAppStore } from "../store";
import { setLikely, useLikely } from "./likelyPanel";
import { Panel } from "./Panel";
import { panelOpened, panelsKept, type RecentPanels } from "./recentPanels";

export type PanelsProps = {
  openId: string | null;
  /** The same function every time. */
  onClose: (workspaceId: string) => void;
};

const NONE: RecentPanels = [];

/**
 * The open panel, and behind it those that were open before, just as they were left: one of them is shown
 * again in the frame of the click. A hidden panel has no effects: it holds no session, asks for nothing
 * and listens to nothing until it is shown, and then it is opened anew with what it had. So the one that
 * is likely to be opened next can be drawn ahead, in the pauses of the window.
 *
 * @remarks Give it a key of the connection: nothing of one platform is shown of another. Whoever looks for
 * something in the document leaves out what is inert.
 */
export function Panels({ openId, onClose }: PanelsProps) {
  const [recent, setRecent] = useState(NONE);
  const opened = openId === null ? recent : panelOpened(recent, openId);
  if (opened !== recent) {
    setRecent(opened);
  }
  const likely = useLikely((state) => state.workspaceId);
  const isAhead = likely !== null && !opened.includes(likely);
  const gone = useAppStore(
    useShallow(({ workspaces }) => opened.filter((id) => workspaces[id] === undefined)),
  );
  const slots = useRef(new Map<string, HTMLElement>());
  const forget = useForget(opened);

  // Only after the open one was painted: nobody waits for the end of another.
  useEffect(() => {
    const kept = panelsKept(opened, {
      openId,
      isGone: (id) => gone.includes(id),
      isUnkept: (id) => slots.current.get(id)?.querySelector(UNKEPT) != null,
    });
    if (kept !== opened) {
      setRecent(kept);
      forget(opened.filter((id) => !kept.includes(id)));
    }
    if (openId !== null && openId !== likely) {
      setLikely(null);
    }
  }, [opened, openId, gone, forget, likely]);

  const drawn = isAhead ? [...opened, likely] : opened;
  // Always in one order: to move a panel in the document would have all of it laid out again.
  return drawn.toSorted().map((id) => (
    <div
      key={id}
      className="panel-slot"
      inert={id !== openId}
      ref={(element) => {
        if (element !== null) {
          slots.current.set(id, element);
        }
        return () => void slots.current.delete(id);
      }}
    >
      <Activity mode={id === openId ? "visible" : "hidden"}>
        <Panel workspaceId={id} onClose={onClose} />
      </Activity>
    </div>
  ));
}

/** What a component marks itself with while it holds typed text that no store has. */
const UNKEPT = "[data-unkept=true]";

/** Forgets what was loaded for panels that are dropped, and at the end for all of them. */
function useForget(recent: RecentPanels): (ids: readonly string[]) => void {
  const queryClient = useQueryClient();
  const latest = useRef(recent);
  useEffect(() => {
    latest.current = recent;
  });
  const forget = useCallback(
    (ids: readonly string[]) => {
      for (const id of ids) {
        queryClient.removeQueries({ queryKey: fileKeys.workspace(id) });
        queryClient.removeQueries({ queryKey: cardKeys.card(id) });
      }
    },
    [queryClient],
  );
  useEffect(() => () => forget(latest.current), [forget]);
  return forget;
}
