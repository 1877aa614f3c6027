import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FormDialog } from "../components/FormDialog";
import { Untrusted } from "../components/Untrusted";
import { visibleText } from "../components/visibleText";
import type { Entry } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { type Changed, listAgain, removeEntries, unsavedIn } from "./changeEntries";
import { EntryList } from "./EntryList";
import { Failures } from "./Failures";
import { GoneInstance } from "./GoneInstance";
import { useAskedInstance } from "./knownInstance";
import { UnsavedNote } from "./UnsavedNote";

type RemoveEntriesDialogProps = {
  workspaceId: string;
  /** None of them lies in another. */
  entries: readonly Entry[];
  onRemoved: (changed: Changed) => void;
  onClose: () => void;
};

/**
 * Asks before entries are deleted from the instance that they were seen on. A folder's name has to be
 * typed, of several entries their number. Only those that could not be deleted are left in the list.
 */
export function RemoveEntriesDialog(props: RemoveEntriesDialogProps) {
  const { workspaceId, entries, onRemoved, onClose } = props;
  const host = useHost();
  const queryClient = useQueryClient();
  const { instanceId, isGone } = useAskedInstance(workspaceId);
  const [left, setLeft] = useState(entries);
  const [typed, setTyped] = useState("");
  const word = wordToType(left);
  const removal = useMutation<Changed>({
    mutationFn: () => removeEntries(host, { workspaceId, instanceId }, left),
    onSuccess: (changed) => {
      onRemoved(changed);
      setLeft(left.filter(({ path }) => !changed.done.includes(path)));
      setTyped("");
      if (changed.failures.length === 0) {
        onClose();
      }
      return listAgain(queryClient, workspaceId, changed.done);
    },
  });

  return (
    <FormDialog
      title={titleOf(left)}
      action={removal.isPending ? "Deleting…" : "Delete"}
      isDanger
      isReady={(word === null || typed === word) && !removal.isPending && !isGone}
      onSubmit={() => removal.mutate()}
      onClose={onClose}
    >
      <What entries={left} />
      <UnsavedNote
        count={
          unsavedIn(
            workspaceId,
            left.map(({ path }) => path),
          ).length
        }
        fate="is dropped"
      />
      {word !== null && (
        <label className="input-field">
          <span>
            Type <b className="mono">{word}</b> to confirm
          </span>
          <input
            className="input mono"
            data-testid="remove-confirm"
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      )}
      <GoneInstance isGone={isGone} instanceId={instanceId} />
      <Failures title="Not deleted" failures={removal.data?.failures ?? []} />
    </FormDialog>
  );
}

function What({ entries }: { entries: readonly Entry[] }) {
  const [only] = entries.length === 1 ? entries : [];
  const folders = entries.filter(({ kind }) => kind === "folder").length;
  const inside =
    folders > 0 ? " Folders are deleted with all in them; links are not followed." : "";
  if (only === undefined) {
    return (
      <>
        <p className="dialog-text">
          They will be deleted from the instance.{inside} This cannot be undone.
        </p>
        <EntryList label="What is deleted" paths={entries.map(({ path }) => path)} />
      </>
    );
  }
  return (
    <p className="dialog-text">
      <span className="mono">
        <Untrusted text={only.path} />
      </span>{" "}
      will be deleted from the instance
      {only.kind === "folder"
        ? ", with all in it. Links in it are removed, not followed."
        : only.kind === "symlink"
          ? ". It is a link: what it leads to stays."
          : "."}{" "}
      This cannot be undone.
    </p>
  );
}

function titleOf(entries: readonly Entry[]): string {
  const [only] = entries.length === 1 ? entries : [];
  if (only === undefined) {
    return `Delete ${entries.length.toLocaleString("en")} entries?`;
  }
  return only.kind === "folder"
    ? "Delete this folder?"
    : only.kind === "symlink"
      ? "Delete this link?"
      : "Delete this file?";
}

/** What has to be typed first; null for a single file. A name is typed as it is shown. */
function wordToType(entries: readonly Entry[]): string | null {
  const [only] = entries.length === 1 ? entries : [];
  if (only === undefined) {
    return String(entries.length);
  }
  return only.kind === "folder" ? visibleText(only.name) : null;
}
