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
 * Holds on to what an editor has loaded while the workspace has another instance, whatever is loaded
 * from that one meanwhile.
 *
 * @param draftOrigin The instance that the unsaved text is from, where there is such text.
 */
export function useHeldContent(
  workspaceId: string,
  content: FileContent,
  draftOrigin: string | undefined,
): HeldContent {
  const [held, setHeld] = useState(content);
  const origin = draftOrigin ?? held.instanceId;
  const isDetached = useHasLeft(workspaceId, origin) || content.instanceId !== origin;
  if (!isDetached && content !== held) {
    setHeld(content);
  }
  return { content: isDetached ? held : content, origin, isDetached, attach: setHeld };
}
