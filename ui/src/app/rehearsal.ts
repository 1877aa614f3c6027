import { parseConfig } from "../config/parseConfig";
import { openForForm } from "../config/typeField";
import { rehearseEditor } from "../files/rehearseEditor";
import { setLikely, useLikely } from "../panel/likelyPanel";
import { useAppStore } from "../store";
import { listWorkspaces } from "../store/workspacesSlice";
import { firstToOpen } from "./autoOpen";

/** By then the canvas has been drawn, and the window is at rest. */
const AFTER_MS = 800;

/** Has of everything that a config.yaml has. */
const SAMPLE =
  "# A note\nname: x\ndescription: >-\n  y\nruntime_config:\n  required_env:\n    - Z\n";

/**
 * Draws a panel and an editor once when the window has come to rest after its start, before anybody asks
 * for one: the first click does not wait for code that has never run. Nothing is loaded for it.
 */
export function rehearseAfterStart(): void {
  const unsubscribe = useAppStore.subscribe(({ listed }) => {
    if (listed !== null) {
      unsubscribe();
      window.setTimeout(rehearse, AFTER_MS);
    }
  });
}

function rehearse(): void {
  const first = firstToOpen(listWorkspaces(useAppStore.getState()));
  const isOpen = document.querySelector(".panel") !== null;
  if (first !== undefined && !isOpen && useLikely.getState().workspaceId === null) {
    setLikely(first.id);
  }
  rehearseEditor();
  parseConfig(SAMPLE);
  openForForm(SAMPLE);
}
