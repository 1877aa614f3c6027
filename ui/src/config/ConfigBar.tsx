import { Check, RotateCw, Save } from "lucide-react";
import { Untrusted } from "../components/Untrusted";
import { SaveBlock } from "../files/EditorBar";
import { isAllSaved } from "./saveResults";
import type { ConfigSave } from "./useConfigSave";

type ConfigBarProps = {
  saving: ConfigSave;
  /** What is saved: the path of config.yaml, or words for what there is besides. */
  title: string;
  /** config.yaml has something to save. */
  isFileDirty: boolean;
  isVerified: boolean;
  readOnlyReason: string | null;
  /** Why nothing can be saved at the moment, in a sentence. */
  blockReason: string | null;
  /** Something is typed that cannot be saved. */
  isBlocked: boolean;
};

/** Above the configuration: whether it is saved, and the one way to save all of it. */
export function ConfigBar(props: ConfigBarProps) {
  const { saving, title, isFileDirty, isVerified, readOnlyReason, blockReason, isBlocked } = props;
  const { state, isDirty, plan } = saving;
  const isSaving = state.status === "saving";
  const isDisabled = !isDirty || isSaving || isBlocked || blockReason !== null;
  const isSaved = state.status === "done" && isAllSaved(state.results) && !isDirty;
  return (
    <>
      <div className="editor-bar config-bar">
        <span className="editor-path mono" title={title}>
          <Untrusted text={title} />
        </span>
        {isDirty && (
          <span className="dirty">
            <span aria-hidden className="dirty-dot" />
            Unsaved
          </span>
        )}
        {readOnlyReason !== null && (
          <span className="badge" title={readOnlyReason}>
            Read-only
          </span>
        )}
        {isSaved && (
          <span className="saved" role="status" data-testid="config-saved">
            <Check aria-hidden size={14} />
            {isVerified ? "Saved and checked" : "Saved"}
          </span>
        )}
        <button
          type="button"
          className="button button-primary"
          data-testid="config-save"
          title={blockReason ?? "Save (Ctrl-S)"}
          disabled={isDisabled}
          onClick={() => saving.save(false)}
        >
          <Save aria-hidden size={14} />
          {isSaving ? "Saving…" : "Save"}
        </button>
        <button
          type="button"
          className="button"
          data-testid="config-save-restart"
          title={blockReason ?? "Save, then restart the workspace"}
          disabled={isDisabled}
          onClick={() => saving.save(true)}
        >
          <RotateCw aria-hidden size={14} />
          Save and restart
        </button>
      </div>
      {isDirty && blockReason !== null && <SaveBlock reason={blockReason} />}
      {isDirty && plan.fields.length > 0 && (
        <p className="save-plan" data-testid="save-plan">
          Saving {isFileDirty ? "writes config.yaml, and " : ""}changes {listed(plan.fields)} on the
          platform.
        </p>
      )}
      {Object.entries(plan.problems).map(([field, problem]) => (
        <p className="save-plan" data-tone="warning" key={field}>
          The {field} on the platform stays as it is: {problem}
        </p>
      ))}
    </>
  );
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
