import { useState } from "react";
import type { FileContent } from "../ipc/contract";
import { useHasLeft } from "./useHasLeft";

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
 * How a text stands to what is on the instance: just read, or older, with its successor on its way
 * (`awaited`) or not to be had (`old`).
 */
export type Standing = "read" | "awaited" | "old";

/** What an editor has taken on, and whether it was older than the opening already. */
type Held = { content: FileContent; isOld: boolean };

/**
 * Holds on to what an editor has loaded while the workspace has another instance, whatever is loaded
 * from that one meanwhile. What was older already, and is not edited, gives way to what is read: nobody
 * has seen it change.
 *
 * @param draftOrigin The instance that the unsaved text is from, where there is such text.
 */
export function useHeldContent(
  workspaceId: string,
  content: FileContent,
  draftOrigin: string | undefined,
  standing: Standing,
): HeldContent {
  const isOld = standing !== "read";
  const [held, setHeld] = useState<Held>({ content, isOld });
  const heldOrigin = draftOrigin ?? held.content.instanceId;
  const hasLeft = useHasLeft(workspaceId, heldOrigin) || content.instanceId !== heldOrigin;
  const givesWay = draftOrigin === undefined && held.isOld && standing !== "old";
  const isDetached = hasLeft && !givesWay;
  if (!isDetached && (content !== held.content || isOld !== held.isOld)) {
    setHeld({ content, isOld });
  }
  return {
    content: isDetached ? held.content : content,
    origin: isDetached ? heldOrigin : (draftOrigin ?? content.instanceId),
    isDetached,
    attach: (attached) => setHeld({ content: attached, isOld: false }),
  };
}
