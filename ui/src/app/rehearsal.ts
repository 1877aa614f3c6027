import { FIRST_CARDS } from "../canvas/useFirstCards";
import { parseConfig } from "../config/parseConfig";
import { openForForm } from "../config/typeField";
import { rehearseEditor } from "../files/rehearseEditor";
import { setLikely, useLikely } from "../panel/likelyPanel";
import { useAppStore } from "../store";
import { listWorkspaces } from "../store/workspacesSlice";
import { firstToOpen } from "./autoOpen";

/** After the first cards come the others; by then the window is at rest. */
const AFTER_MS = 800;

/** Has of everything that a config.yaml has. */
const SAMPLE =
  "# A note\nname: x\ndescription: >-\n  y\nruntime_config:\n  required_env:\n    - Z\n";

/**
 * Draws a panel and an editor once when the window has come to rest after its first cards were painted, before anybody
 * asks for one: the first click does not wait for code that has never run. Nothing is loaded for it.
 */
export function rehearseAfterStart(): void {
  const observer = new PerformanceObserver((marks) => {
    if (marks.getEntriesByName(FIRST_CARDS).length > 0) {
      observer.disconnect();
      window.setTimeout(rehearse, AFTER_MS);
    }
  });
  observer.observe({ type: "mark", buffered: true });
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
