import { useState } from "react";
import type { FileContent } from "../ipc/contract";
import { useAppStore } from "../store";

/** The file that an editor works on. */
export type HeldContent = {
  content: FileContent;
  /** The instance that the text is from. */
  origin: string;
  /** The workspace has another instance by now: the text is kept, and not written there. */
  isDetached: boolean;
  /** Takes on what has been loaded from the present instance. */
  attach: (content: FileContent) => void;
};

/**
 * Holds on to what an editor has loaded when the workspace's instance is replaced, whatever is loaded
 * from the new one meanwhile.
 *
 * @param draftOrigin The instance that the unsaved text is from, where there is such text.
 */
export function useHeldContent(
  workspaceId: string,
  content: FileContent,
  draftOrigin: string | undefined,
): HeldContent {
  const replaced = useAppStore((state) => state.replaced[workspaceId]);
  const count = replaced?.count ?? 0;
  const [held, setHeld] = useState({ content, isDetached: false, count });
  const origin = draftOrigin ?? held.content.instanceId;
  // Of the events, only one that came while the editor was open says something of its text.
  const isGone = count !== held.count && replaced?.instanceId === origin;
  let next = held;
  if (!held.isDetached) {
    if (isGone || content.instanceId !== origin) {
      next = { ...held, isDetached: true };
    } else if (content !== held.content) {
      next = { ...held, content };
    }
  }
  if (next !== held) {
    setHeld(next);
  }
  return {
    content: next.content,
    origin,
    isDetached: next.isDetached,
    attach: (loaded) => setHeld({ content: loaded, isDetached: false, count }),
  };
}
