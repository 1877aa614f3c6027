import { parseConfig } from "../config/parseConfig";
import { IpcError } from "../ipc/ipcError";

/**
 * Refuses text that would break the workspace: a `config.yaml` that does not parse.
 *
 * @throws IpcError `invalid_yaml`, naming the line.
 */
export function checkBeforeSave(path: string, text: string): void {
  if (!path.endsWith("/config.yaml")) {
    return;
  }
  const parsed = parseConfig(text);
  if (parsed.status === "invalid") {
    throw new IpcError("invalid_yaml", `line ${parsed.line}: ${parsed.message}`);
  }
}
