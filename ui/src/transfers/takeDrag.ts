import { addNotice, reportProblem } from "../components/notices";
import type { Drag } from "../ipc/contract";
import type { Host } from "../ipc/host";
import { toIpcError } from "../ipc/ipcError";
import { askExisting } from "./askExisting";
import { hitFolder, setDropTarget } from "./dropTarget";

/** Files of this machine over the window: shows the folder that they would go to, and takes them there once dropped. */
export async function takeDrag(host: Host, drag: Drag): Promise<void> {
  if (drag.type === "left") {
    setDropTarget(null);
    return;
  }
  const hit = hitFolder(drag.x, drag.y);
  if (drag.type === "over") {
    setDropTarget(hit !== null && "target" in hit ? hit.target : null);
    return;
  }
  setDropTarget(null);
  if (hit === null) {
    addNotice("Nothing was uploaded", "Drop files onto a folder in the Files tab of a workspace.");
    return;
  }
  if ("refusal" in hit) {
    addNotice("Nothing was uploaded", `It is read-only there: ${hit.refusal}.`);
    return;
  }
  const { workspaceId, folder } = hit.target;
  const { dropId, names } = drag;
  const existing = await askExisting({ type: "drop", names, folder });
  if (existing === null) {
    return;
  }
  await host
    .call("upload_dropped", { workspaceId, dropId, folder, existing })
    .catch((error) => reportProblem("The upload was not started", toIpcError(error)));
}
