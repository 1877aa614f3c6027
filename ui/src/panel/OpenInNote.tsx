import type { UseMutationResult } from "@tanstack/react-query";
import { X } from "lucide-react";
import { CodeBlock } from "../components/CodeBlock";
import { ErrorNotice } from "../components/ErrorNotice";
import { IconButton } from "../components/IconButton";
import type { OpenedIn, Tool } from "../ipc/contract";
import type { IpcError } from "../ipc/ipcError";

const NAMES: Record<Tool, string> = { vs_code: "VS Code", terminal: "a terminal" };

type OpenInNoteProps = { opening: UseMutationResult<OpenedIn, IpcError, Tool> };

/** What came of opening the instance in another program. */
export function OpenInNote({ opening }: OpenInNoteProps) {
  const { status, variables, data, error, mutate, reset } = opening;
  if (status === "idle") {
    return null;
  }
  const name = NAMES[variables];
  if (status === "error") {
    return (
      <ErrorNotice
        title={`Not opened in ${name}`}
        error={error}
        onRetry={() => mutate(variables)}
      />
    );
  }
  return (
    <div className="hint opened-in" role="status">
      <div className="opened-in-head">
        <span>{status === "pending" ? `Opening in ${name}…` : `Opened in ${name}.`}</span>
        {status === "success" && <IconButton label="Dismiss" icon={X} onClick={reset} />}
      </div>
      {data !== undefined && <CodeBlock text={data.command} what="the command" />}
    </div>
  );
}
