import { parseConfig } from "../config/parseConfig";
import { openForForm } from "../config/typeField";
import { rehearseEditor } from "../files/rehearseEditor";
import { setLikely, useLikely } from "../panel/likelyPanel";
import { useAppStore } from "../store";
import { listWorkspaces } from "../store/workspacesSlice";
import { firstToOpen } from "./autoOpen";

/** Has of everything that a config.yaml has. */
const SAMPLE =
  "# A note\nname: x\ndescription: >-\n  y\nruntime_config:\n  required_env:\n    - Z\n";

/**
 * Draws a panel and an editor once, before anybody asks for one: the first click does not wait for code that has never
 * run. Nothing is loaded for it.
 */
export function rehearse(): void {
  const first = firstToOpen(listWorkspaces(useAppStore.getState()));
  const isOpen = document.querySelector(".panel") !== null;
  if (first !== undefined && !isOpen && useLikely.getState().workspaceId === null) {
    setLikely(first.id);
  }
  rehearseEditor();
  parseConfig(SAMPLE);
  openForForm(SAMPLE);
}
