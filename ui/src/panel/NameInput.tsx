import { useMutation } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Untrusted } from "../components/Untrusted";
import { ERRORS } from "../errors";
import type { SaveReport, Workspace } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { changeProblem, saveRow } from "../lifecycle/changes";
import { workspaceNameProblem } from "../lifecycle/nameProblem";

type NameInputProps = { row: Workspace; onEnd: () => void };

/** Asks for another name in the place of the present one. Enter saves it, Escape leaves it. */
export function NameInput({ row, onEnd }: NameInputProps) {
  const host = useHost();
  const noteId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(row.name);
  const name = typed.trim();
  const saving = useMutation<SaveReport, IpcError>({
    mutationFn: () => host.call("save_workspace", saveRow(row.id, { name })),
    onSuccess: (report) => changeProblem(report) === null && onEnd(),
  });
  const problem = workspaceNameProblem(name) ?? refusalOf(saving.data, saving.error);

  useEffect(() => input.current?.select(), []);

  function endByKey(event: KeyboardEvent) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onEnd();
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (name === row.name) {
        onEnd();
      } else if (workspaceNameProblem(name) === null && !saving.isPending) {
        saving.mutate();
      }
    }
  }

  return (
    <div className="panel-rename" data-unkept={typed !== row.name}>
      <input
        className="input"
        aria-label="Name of the workspace"
        data-testid="panel-rename"
        ref={input}
        value={typed}
        readOnly={saving.isPending}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={problem !== null}
        aria-describedby={noteId}
        onChange={(event) => {
          saving.reset();
          setTyped(event.target.value);
        }}
        onKeyDown={endByKey}
      />
      <p className={problem === null ? "form-note" : "input-problem"} id={noteId} role="status">
        {saving.isPending ? (
          "Renaming…"
        ) : (
          <Untrusted text={problem ?? "Enter saves it, Escape leaves it as it is."} />
        )}
      </p>
    </div>
  );
}

/** Why the platform has not taken the name. */
function refusalOf(report: SaveReport | undefined, error: IpcError | null): string | null {
  if (error !== null) {
    return `${ERRORS[error.code].text} (${error.message})`;
  }
  const problem = report === undefined ? null : changeProblem(report);
  return problem === null
    ? null
    : problem.detail === null
      ? problem.text
      : `${problem.text} (${problem.detail})`;
}
