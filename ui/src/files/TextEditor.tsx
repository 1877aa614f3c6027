import type { Extension } from "@codemirror/state";
import { type ReactNode, useMemo } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import type { FileContent } from "../ipc/contract";
import { CodeEditor } from "./CodeEditor";
import { ConflictDialog } from "./ConflictDialog";
import { DetachedNotice } from "./DetachedNotice";
import { EditorBar } from "./EditorBar";
import { languageFor } from "./language";
import { lineBreakOf } from "./lineBreak";
import { useFileSession } from "./useFileSession";

type TextEditorProps = {
  workspaceId: string;
  content: FileContent;
  /** Names the parts for tests: `config` or `file`. */
  testId: "config" | "file";
  /** What the editor does besides highlighting. The same object every time. */
  extra?: Extension;
  /** Why the text should not be saved as it is, or null. */
  problem?: (text: string) => string | null;
  /** More buttons, beside Save. Given the instance that the file lies on; null when that is gone. */
  tools?: (origin: string | null) => ReactNode;
};

/** Edits and saves one text file. */
export function TextEditor({
  workspaceId,
  content,
  testId,
  extra,
  problem,
  tools,
}: TextEditorProps) {
  const session = useFileSession(workspaceId, content);
  const { content: held, isDetached } = session;
  const { path } = held;
  const readOnlyReason = isDetached ? "instance replaced" : held.readOnlyReason;
  const extension = useMemo(() => [languageFor(path), extra ?? []], [path, extra]);
  const { saveState, text, isDirty } = session;
  const lineBreak = lineBreakOf(held.text ?? "");
  const complaint = problem?.(text) ?? null;
  const isReadOnly = readOnlyReason !== null;
  const canRetry =
    !isDetached && saveState.status === "failed" && saveState.error.code !== "invalid_yaml";

  function saveByKey() {
    if (isDirty && !isReadOnly && saveState.status !== "saving") {
      void session.save();
    }
  }

  return (
    <div className="text-editor">
      <EditorBar session={session} path={path} testId={testId} readOnlyReason={readOnlyReason}>
        {tools?.(isDetached ? null : session.origin)}
      </EditorBar>
      {complaint !== null && (
        <p className="editor-complaint" role="alert">
          {complaint}
        </p>
      )}
      {isDetached && <DetachedNotice session={session} />}
      {saveState.status === "not_loaded" && (
        <ErrorNotice
          title="Could not load what is on the instance. Your text is still here."
          error={saveState.error}
          onRetry={() => void session.loadTheirs()}
        />
      )}
      {saveState.status === "failed" && (
        <ErrorNotice
          title="Not saved. Your text is still here."
          error={saveState.error}
          onRetry={canRetry ? () => void session.save() : undefined}
        />
      )}
      <div className="editor-frame" data-testid={`${testId}-editor`}>
        <CodeEditor
          key={`${path}:${lineBreak}`}
          lineBreak={lineBreak}
          label={`Text of ${path}`}
          text={text}
          extension={extension}
          isReadOnly={isReadOnly}
          onEdit={session.edit}
          onSave={saveByKey}
        />
      </div>
      <ConflictDialog session={session} path={path} />
    </div>
  );
}
