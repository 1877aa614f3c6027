import type { Extension } from "@codemirror/state";
import { type ReactNode, useMemo } from "react";
import { Untrusted } from "../components/Untrusted";
import type { FileContent } from "../ipc/contract";
import { BytesNote } from "./BytesNote";
import { CodeEditor } from "./CodeEditor";
import { ConflictDialog } from "./ConflictDialog";
import { DetachedNotice } from "./DetachedNotice";
import { EditorBar } from "./EditorBar";
import { EditorProblems } from "./EditorProblems";
import { languageFor } from "./language";
import { lineBreakOf } from "./lineBreak";
import { lintFor } from "./lint";
import { MergeDialog } from "./merge/MergeDialog";
import { RemoteNotice } from "./RemoteNotice";
import { type FileSession, useFileSession } from "./useFileSession";
import { useGoToPlace } from "./useGoToPlace";
import { useReadOnlyReason } from "./useReadOnlyReason";
import { useRemoteState } from "./useRemoteState";

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
  /** Stands in place of the text, and edits it by other means. */
  form?: ((session: FileSession, isReadOnly: boolean) => ReactNode) | undefined;
  /** Something is typed that is not in the text yet, and cannot be. */
  isBlocked?: boolean;
};

/** Edits and saves one text file. */
export function TextEditor({
  workspaceId,
  content,
  testId,
  extra,
  problem,
  tools,
  form,
  isBlocked = false,
}: TextEditorProps) {
  const session = useFileSession(workspaceId, content);
  const { content: held, isDetached } = session;
  const { path } = held;
  const frame = useGoToPlace(workspaceId, path);
  const remote = useRemoteState(workspaceId, session);
  const setReadOnly = useReadOnlyReason(workspaceId);
  const readOnlyReason = isDetached ? "instance replaced" : (setReadOnly ?? held.readOnlyReason);
  const extension = useMemo(() => [languageFor(path), extra ?? lintFor(path)], [path, extra]);
  const { saveState, text, isDirty } = session;
  const lineBreak = lineBreakOf(held.text ?? "");
  const complaint = problem?.(text) ?? null;
  const isReadOnly = readOnlyReason !== null;

  function saveByKey() {
    if (isDirty && !isReadOnly && saveState.status !== "saving") {
      void session.save();
    }
  }

  return (
    <div className="text-editor">
      <EditorBar
        session={session}
        path={path}
        testId={testId}
        readOnlyReason={readOnlyReason}
        isBlocked={isBlocked}
      >
        {tools?.(isDetached ? null : session.origin)}
      </EditorBar>
      {complaint !== null && (
        <p className="editor-complaint" role="alert">
          {complaint}
        </p>
      )}
      {isDetached && <DetachedNotice session={session} />}
      {isReadOnly && !isDetached && (
        <p className="editor-note">
          Read-only: <Untrusted text={readOnlyReason} />
        </p>
      )}
      <RemoteNotice session={session} remote={remote} />
      <BytesNote content={held} />
      <EditorProblems session={session} />
      {form?.(session, isReadOnly) ?? (
        <div className="editor-frame" ref={frame} data-testid={`${testId}-editor`}>
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
      )}
      <ConflictDialog session={session} path={path} />
      <MergeDialog session={session} path={path} />
    </div>
  );
}
