import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import { FormDialog } from "../components/FormDialog";
import { Untrusted } from "../components/Untrusted";
import { pathIn } from "../files/roots";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { listAgain } from "./changeEntries";
import { GoneInstance } from "./GoneInstance";
import { useAskedInstance } from "./knownInstance";

type NewFolderDialogProps = {
  workspaceId: string;
  /** Where the name is taken to be. */
  folder: string;
  onClose: () => void;
  onCreated: (path: string) => void;
};

/** Asks for a name and makes a folder. */
export function NewFolderDialog({ workspaceId, folder, onClose, onCreated }: NewFolderDialogProps) {
  const host = useHost();
  const queryClient = useQueryClient();
  const { instanceId, isGone } = useAskedInstance(workspaceId);
  const [name, setName] = useState("");
  const creation = useMutation<null, IpcError, string>({
    mutationFn: (path) => host.call("create_folder", { workspaceId, path, instanceId }),
    onSuccess: (_created, path) => {
      onCreated(path);
      onClose();
      return listAgain(queryClient, workspaceId);
    },
  });
  return (
    <FormDialog
      title="New folder"
      action="Create"
      isReady={name.trim() !== "" && !creation.isPending && !isGone}
      onSubmit={() => creation.mutate(pathIn(folder, name.trim()))}
      onClose={onClose}
    >
      <label className="input-field">
        <span>
          Name, in <Untrusted text={folder} />
        </span>
        <input
          className="input"
          data-testid="new-folder-name"
          value={name}
          placeholder="prompts"
          spellCheck={false}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <GoneInstance isGone={isGone} instanceId={instanceId} />
      {creation.error !== null && (
        <ErrorNotice
          title="Not created"
          error={creation.error}
          text={
            creation.error.code === "conflict"
              ? "Something of this name exists; choose another name."
              : undefined
          }
        />
      )}
    </FormDialog>
  );
}
