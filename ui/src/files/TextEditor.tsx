import type { ReactNode } from "react";
import type { FileContent } from "../ipc/contract";
import { useSaveBlock } from "../panel/freshness";
import { EditorBar } from "./EditorBar";
import { EditorFrame } from "./EditorFrame";
import { useFileSession } from "./useFileSession";

type TextEditorProps = {
  workspaceId: string;
  content: FileContent;
  /** More buttons, beside Save. Given the instance that the file lies on; null when that is gone. */
  tools: (origin: string | null) => ReactNode;
};

/** Edits and saves one text file. */
export function TextEditor({ workspaceId, content, tools }: TextEditorProps) {
  const session = useFileSession(workspaceId, content);
  const blockReason = useSaveBlock();
  const { isDirty, saveState, origin, isDetached } = session;

  function save() {
    if (isDirty && blockReason === null && saveState.status !== "saving") {
      void session.save();
    }
  }

  return (
    <EditorFrame
      workspaceId={workspaceId}
      session={session}
      testId="file"
      onSave={save}
      bar={(readOnlyReason) => (
        <EditorBar
          session={session}
          path={session.content.path}
          testId="file"
          readOnlyReason={readOnlyReason}
          blockReason={blockReason}
          onSave={save}
        >
          {tools(isDetached ? null : origin)}
        </EditorBar>
      )}
    />
  );
}
