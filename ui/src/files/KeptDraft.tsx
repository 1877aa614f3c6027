import { FilePen } from "lucide-react";
import { useMemo, useState } from "react";
import { CopyButton } from "../components/CopyButton";
import { Untrusted } from "../components/Untrusted";
import { AskToDrop } from "./AskToDrop";
import { CodeEditor } from "./CodeEditor";
import { draftKey, dropDraft, useDrafts } from "./drafts";
import { languageFor } from "./language";

type KeptDraftProps = { workspaceId: string; path: string };

/** The unsaved text of a file that is not there, or not as text any more: to be read, copied or dropped. */
export function KeptDraft({ workspaceId, path }: KeptDraftProps) {
  const key = draftKey(workspaceId, path);
  const draft = useDrafts(({ drafts }) => drafts[key]);
  const extension = useMemo(() => languageFor(path), [path]);
  const [isAsking, setIsAsking] = useState(false);
  if (draft === undefined) {
    return null;
  }
  return (
    <div className="text-editor kept-draft">
      <div className="notice" data-severity="warning" role="alert">
        <FilePen aria-hidden className="notice-icon" size={16} />
        <div className="notice-body">
          <strong>Your unsaved text is kept here.</strong>
          <p>
            It was written for this file on{" "}
            <span className="mono">
              <Untrusted text={draft.instanceId} />
            </span>
            , and is not saved anywhere.
          </p>
          <div className="notice-actions">
            <CopyButton text={draft.text} label="Copy text" />
            <button type="button" className="button" onClick={() => setIsAsking(true)}>
              Drop
            </button>
          </div>
        </div>
      </div>
      <div className="editor-frame" data-testid="kept-draft">
        <CodeEditor label={`Text of ${path}`} text={draft.text} extension={extension} isReadOnly />
      </div>
      {isAsking && (
        <AskToDrop
          why="It was never saved. Copy it first if you still want it."
          action="Drop it"
          onKeep={() => setIsAsking(false)}
          onDrop={() => dropDraft(key)}
        />
      )}
    </div>
  );
}
