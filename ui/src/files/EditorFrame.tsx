import type { Extension } from "@codemirror/state";
import { type ReactNode, useMemo } from "react";
import { Untrusted } from "../components/Untrusted";
import { BytesNote } from "./BytesNote";
import { CodeEditor } from "./CodeEditor";
import { ConflictDialog } from "./ConflictDialog";
import { DetachedNotice } from "./DetachedNotice";
import { EditorProblems } from "./EditorProblems";
import { languageFor } from "./language";
import { lineBreakOf } from "./lineBreak";
import { lintFor } from "./lint";
import { MergeDialog } from "./merge/MergeDialog";
import { RemoteNotice } from "./RemoteNotice";
import type { FileSession } from "./useFileSession";
import { useGoToPlace } from "./useGoToPlace";
import { useReadOnlyReason } from "./useReadOnlyReason";
import { useRemoteState } from "./useRemoteState";

type EditorFrameProps = {
  workspaceId: string;
  session: FileSession;
  /** Names the parts for tests: `config` or `file`. */
  testId: "config" | "file";
  /** What the editor does besides highlighting. The same object every time. */
  extra?: Extension;
  /** Why the text should not be saved as it is, or null. */
  problem?: (text: string) => string | null;
  /** Above the text: its name, and the buttons to save it. */
  bar: (readOnlyReason: string | null) => ReactNode;
  /** Saves by the key, where there is something to save. */
  onSave: () => void;
  /** Stands in place of the text, and edits it by other means. */
  form?: ((session: FileSession, isReadOnly: boolean) => ReactNode) | undefined;
};

/** An editor with all that there is to say of its file. */
export function EditorFrame(props: EditorFrameProps) {
  const { workspaceId, session, testId, extra, problem, bar, form, onSave } = props;
  const { content: held, isDetached } = session;
  const { path } = held;
  const frame = useGoToPlace(workspaceId, path);
  const remote = useRemoteState(workspaceId, session);
  const setReadOnly = useReadOnlyReason(workspaceId);
  const readOnlyReason = isDetached ? "instance replaced" : (setReadOnly ?? held.readOnlyReason);
  const extension = useMemo(() => [languageFor(path), extra ?? lintFor(path)], [path, extra]);
  const { text, saveState } = session;
  const lineBreak = lineBreakOf(held.text ?? "");
  const complaint = useMemo(() => problem?.(text) ?? null, [problem, text]);
  const isReadOnly = readOnlyReason !== null;
  // What a save has written over exists nowhere else.
  const isUnkept = saveState.status === "merging" && saveState.conflict.written !== null;

  return (
    <div className="text-editor" data-unkept={isUnkept}>
      {bar(readOnlyReason)}
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
            onSave={() => !isReadOnly && onSave()}
          />
        </div>
      )}
      <ConflictDialog session={session} path={path} />
      <MergeDialog session={session} path={path} />
    </div>
  );
}
