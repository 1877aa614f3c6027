import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FormDialog } from "../components/FormDialog";
import { Untrusted } from "../components/Untrusted";
import { pathIn } from "../files/roots";
import type { Entry } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { type Changed, listAgain, moveEntries, unsavedIn } from "./changeEntries";
import { EntryList } from "./EntryList";
import { Failures } from "./Failures";
import { parentOf } from "./flatTree";
import { GoneInstance } from "./GoneInstance";
import { useAskedInstance } from "./knownInstance";
import { moveProblem } from "./moveProblem";
import { UnsavedNote } from "./UnsavedNote";

type MoveDialogProps = {
  workspaceId: string;
  entries: readonly Entry[];
  /** Where they were dropped; null where they are to be asked for it. */
  folder: string | null;
  onMoved: (from: string, to: string) => void;
  onClose: () => void;
};

/** Asks where entries are to be moved to. Those that could be are gone from the list when others could not. */
export function MoveDialog({ workspaceId, entries, folder, onMoved, onClose }: MoveDialogProps) {
  const host = useHost();
  const queryClient = useQueryClient();
  const { instanceId, isGone } = useAskedInstance(workspaceId);
  const [left, setLeft] = useState(entries);
  const [to, setTo] = useState(folder ?? parentOf(entries[0]?.path ?? ""));
  const target = to.trim().length > 1 ? to.trim().replace(/\/+$/, "") : to.trim();
  const problem = moveProblem(left, target);
  const move = useMutation<Changed, never, string>({
    mutationFn: (into) => moveEntries(host, { workspaceId, instanceId }, left, into),
    onSuccess: ({ done, failures }, into) => {
      for (const path of done) {
        onMoved(path, pathIn(into, path.slice(path.lastIndexOf("/") + 1)));
      }
      setLeft(left.filter(({ path }) => !done.includes(path)));
      if (failures.length === 0) {
        onClose();
      }
      return listAgain(queryClient, workspaceId, done);
    },
  });
  const [only] = left.length === 1 ? left : [];

  return (
    <FormDialog
      title={left.length === 1 ? "Move it?" : `Move ${left.length} entries?`}
      action="Move"
      isReady={problem === null && !move.isPending && !isGone}
      onSubmit={() => move.mutate(target)}
      onClose={onClose}
    >
      {only !== undefined ? (
        <p className="dialog-text mono">
          <Untrusted text={only.path} />
        </p>
      ) : (
        <EntryList label="What is moved" paths={left.map(({ path }) => path)} />
      )}
      <label className="input-field">
        <span>To the folder</span>
        <input
          className="input mono"
          data-testid="move-to"
          value={to}
          spellCheck={false}
          onChange={(event) => setTo(event.target.value)}
        />
        {problem !== null && target !== parentOf(left[0]?.path ?? "") && (
          <span className="input-problem">{problem}</span>
        )}
      </label>
      <UnsavedNote
        count={
          unsavedIn(
            workspaceId,
            left.map(({ path }) => path),
          ).length
        }
        fate="comes along"
      />
      <GoneInstance isGone={isGone} instanceId={instanceId} />
      <Failures title="Not moved" failures={move.data?.failures ?? []} />
    </FormDialog>
  );
}
