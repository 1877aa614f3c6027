/** How many panels stay as they were left, the open one among them. */
export const MAX_PANELS = 8;

/** The workspaces whose panels are kept: the one that was opened last comes first. */
export type RecentPanels = readonly string[];

/** After a panel was opened. The same list where nothing has changed. */
export function panelOpened(recent: RecentPanels, workspaceId: string): RecentPanels {
  return recent[0] === workspaceId
    ? recent
    : [workspaceId, ...recent.filter((id) => id !== workspaceId)];
}

type Fate = {
  /** The one that is shown; null for none. */
  openId: string | null;
  /** The platform does not list the workspace any more. */
  isGone: (workspaceId: string) => boolean;
  /** It holds text that is kept nowhere else. */
  isUnkept: (workspaceId: string) => boolean;
};

/**
 * The panels that stay: none of a workspace that is gone, and of the others those that were opened last.
 * The open one stays in any case, and so does one with text that would be lost with it, whatever the
 * number. The same list where nothing has changed.
 */
export function panelsKept(recent: RecentPanels, { openId, isGone, isUnkept }: Fate): RecentPanels {
  const isHeld = (id: string) => id === openId || isUnkept(id);
  const present = recent.filter((id) => !isGone(id) || isHeld(id));
  let room = MAX_PANELS - present.filter(isHeld).length;
  const kept = present.filter((id) => {
    if (isHeld(id)) {
      return true;
    }
    room -= 1;
    return room >= 0;
  });
  return kept.length === recent.length ? recent : kept;
}
