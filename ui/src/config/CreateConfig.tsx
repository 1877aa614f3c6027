import { yaml } from "@codemirror/lang-yaml";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ErrorNotice } from "../components/ErrorNotice";
import { Untrusted } from "../components/Untrusted";
import { CodeEditor } from "../files/CodeEditor";
import { checkBeforeSave } from "../files/checkBeforeSave";
import { draftKey, dropDraft, putDraft, useDrafts } from "../files/drafts";
import { fileKeys } from "../files/fileKeys";
import { KeptDraft } from "../files/KeptDraft";
import { useHost } from "../ipc/hostContext";
import { IpcError } from "../ipc/ipcError";
import { openForForm } from "./typeField";

type CreateConfigProps = {
  workspaceId: string;
  path: string;
  /** The instance that has no such file; null when the workspace has no instance. */
  instanceId: string | null;
  onCreated: () => void;
};

/** Writes a config.yaml where there is none, from text alone: no default is made up. */
export function CreateConfig({ workspaceId, path, instanceId, onCreated }: CreateConfigProps) {
  const host = useHost();
  const queryClient = useQueryClient();
  const key = draftKey(workspaceId, path);
  const draft = useDrafts(({ drafts }) => drafts[key]);
  const text = draft?.text ?? "";
  const creation = useMutation<unknown, IpcError>({
    mutationFn: async () => {
      checkBeforeSave(path, text);
      const args = { workspaceId, path, text, instanceId, base: null, overwrite: false };
      const outcome = await host.call("write_file", { ...args, encoding: "utf8" });
      if (outcome.status === "conflict") {
        throw new IpcError("conflict", "somebody else has made the file meanwhile: load it again");
      }
    },
    onSuccess: () => {
      dropDraft(key);
      onCreated();
      return queryClient.invalidateQueries({ queryKey: fileKeys.listings(workspaceId) });
    },
  });
  if (instanceId === null || (draft !== undefined && draft.instanceId !== instanceId)) {
    return <KeptDraft workspaceId={workspaceId} path={path} />;
  }
  const opened = text.trim() === "" ? null : openForForm(text);
  return (
    <div className="text-editor">
      <div className="editor-bar">
        <span className="editor-path mono">
          <Untrusted text={path} />
        </span>
        <button
          type="button"
          className="button button-primary"
          data-testid="config-create"
          disabled={opened === null || creation.isPending}
          onClick={() => creation.mutate()}
        >
          Create config.yaml
        </button>
      </div>
      {opened?.status === "refused" && (
        <p className="editor-complaint" role="status">
          {opened.reason}
        </p>
      )}
      {creation.error !== null && <ErrorNotice title="Not created" error={creation.error} />}
      <div className="editor-frame" data-testid="config-new">
        <CodeEditor
          label={`Text of ${path}`}
          text={text}
          extension={YAML}
          onEdit={(next) =>
            putDraft(key, { text: next, base: null, baseText: null, encoding: "utf8", instanceId })
          }
        />
      </div>
    </div>
  );
}

const YAML = yaml();
