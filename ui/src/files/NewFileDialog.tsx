import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Dialog } from "radix-ui";
import { type FormEvent, useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import { Untrusted } from "../components/Untrusted";
import { useHost } from "../ipc/hostContext";
import { IpcError } from "../ipc/ipcError";
import { fileKeys } from "./fileKeys";
import { pathIn } from "./roots";

type NewFileDialogProps = {
  workspaceId: string;
  /** Where the name is taken to be. */
  folder: string;
  onClose: () => void;
  onCreated: (path: string) => void;
};

/** Asks for a name and creates an empty file; one that exists is left as it is. */
export function NewFileDialog({ workspaceId, folder, onClose, onCreated }: NewFileDialogProps) {
  const host = useHost();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const path = pathIn(folder, name.trim());
  const creation = useMutation<unknown, IpcError>({
    mutationFn: async () => {
      const outcome = await host.call("write_file", {
        workspaceId,
        path,
        text: "",
        encoding: "utf8",
        instanceId: null,
        base: null,
        overwrite: false,
      });
      if (outcome.status === "conflict") {
        throw new IpcError("conflict", `${path} is there already`);
      }
    },
    onSuccess: () => {
      onCreated(path);
      onClose();
      return queryClient.invalidateQueries({ queryKey: fileKeys.listings(workspaceId) });
    },
  });

  function create(event: FormEvent) {
    event.preventDefault();
    creation.mutate();
  }

  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" aria-describedby={undefined}>
          <Dialog.Title className="dialog-title">New file</Dialog.Title>
          <form className="dialog-form" onSubmit={create}>
            <label className="input-field">
              <span>
                Name, in <Untrusted text={folder} />
              </span>
              <input
                className="input"
                data-testid="new-file-name"
                value={name}
                placeholder="prompts/review.md"
                spellCheck={false}
                onChange={(event) => setName(event.target.value)}
              />
            </label>
            {creation.error !== null && (
              <ErrorNotice
                title="Not created"
                error={creation.error}
                text={
                  creation.error.code === "conflict"
                    ? "A file of this name exists; choose another name."
                    : undefined
                }
              />
            )}
            <div className="dialog-actions">
              <Dialog.Close asChild>
                <button type="button" className="button">
                  Cancel
                </button>
              </Dialog.Close>
              <button
                type="submit"
                className="button button-primary"
                disabled={name.trim() === "" || creation.isPending}
              >
                Create
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
