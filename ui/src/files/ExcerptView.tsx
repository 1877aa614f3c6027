import { useMemo } from "react";
import type { Excerpt } from "../ipc/contract";
import { CodeEditor } from "./CodeEditor";
import { languageFor } from "./language";

type ExcerptViewProps = { path: string; excerpt: Excerpt };

/** The beginning and the end of a file, for reading, and between them how much is left out. */
export function ExcerptView({ path, excerpt: { head, tail, omittedBytes } }: ExcerptViewProps) {
  const extension = useMemo(() => languageFor(path), [path]);
  const gap = `… ${omittedBytes.toLocaleString("en-US")} bytes are not shown …`;
  return (
    <div className="editor-frame" data-testid="file-excerpt">
      <CodeEditor
        label={`Beginning and end of ${path}`}
        text={`${withEnd(head)}\n${gap}\n\n${tail}`}
        extension={extension}
        isReadOnly
      />
    </div>
  );
}

function withEnd(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
