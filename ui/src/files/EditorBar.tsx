import { Check, Save } from "lucide-react";
import type { ReactNode } from "react";
import { Untrusted } from "../components/Untrusted";
import type { FileSession } from "./useFileSession";

type EditorBarProps = {
  session: FileSession;
  path: string;
  testId: string;
  readOnlyReason: string | null;
  /** Why nothing can be saved at the moment, in a sentence. */
  blockReason: string | null;
  onSave: () => void;
  /** More buttons, after Save. */
  children?: ReactNode;
};

/** Above an editor: which file, whether it is saved, and the button to save it. */
export function EditorBar({
  session,
  path,
  testId,
  readOnlyReason,
  blockReason,
  onSave,
  children,
}: EditorBarProps) {
  const { isDirty, saveState } = session;
  const isSaving = saveState.status === "saving";
  return (
    <div className="editor-bar">
      {isDirty && blockReason !== null && <SaveBlock reason={blockReason} />}
      <span className="editor-path mono" title={path}>
        <Untrusted text={path} />
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
      {saveState.status === "saved" && !isDirty && (
        <span className="saved" role="status" data-testid={`${testId}-saved`}>
          <Check aria-hidden size={14} />
          {saveState.isVerified ? "Saved and checked" : "Saved"}
        </span>
      )}
      <button
        type="button"
        className="button button-primary"
        data-testid={`${testId}-save`}
        title={blockReason ?? "Save (Ctrl-S)"}
        disabled={!isDirty || isSaving || blockReason !== null || readOnlyReason !== null}
        onClick={onSave}
      >
        <Save aria-hidden size={14} />
        {isSaving ? "Saving…" : "Save"}
      </button>
      {children}
    </div>
  );
}

/** Why Save cannot be pressed, for as long as there is something to save. */
export function SaveBlock({ reason }: { reason: string }) {
  return (
    <p className="save-block" role="status" data-testid="save-block">
      {reason}
    </p>
  );
}
