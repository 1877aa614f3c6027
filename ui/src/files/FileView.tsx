import { Trash2, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import { IconButton } from "../components/IconButton";
import { Skeleton } from "../components/Skeleton";
import { Untrusted } from "../components/Untrusted";
import { FileNotice } from "./FileNotice";
import { KeptDraft } from "./KeptDraft";
import { RemoveDialog } from "./RemoveDialog";
import { TextEditor } from "./TextEditor";
import { useFileContent } from "./useFileContent";

/** A file opened again within this time is shown as it was. */
const FRESH_MS = 5_000;

type FileViewProps = {
  workspaceId: string;
  path: string;
  onClose: () => void;
};

/** The open file: its editor, or why there is none. */
export function FileView({ workspaceId, path, onClose }: FileViewProps) {
  const [isRemoving, setIsRemoving] = useState(false);
  const tools = (isDetached: boolean) => (
    <span className="file-tools">
      <IconButton
        label="Delete file"
        icon={Trash2}
        isIdle={isDetached}
        onClick={() => setIsRemoving(true)}
      />
      <IconButton label="Close file" icon={X} onClick={onClose} />
    </span>
  );
  return (
    <section className="file-view" aria-label="Open file">
      <Body workspaceId={workspaceId} path={path} tools={tools} />
      {isRemoving && (
        <RemoveDialog
          workspaceId={workspaceId}
          path={path}
          onClose={() => setIsRemoving(false)}
          onRemoved={onClose}
        />
      )}
    </section>
  );
}

type BodyProps = { workspaceId: string; path: string; tools: (isDetached: boolean) => ReactNode };

function Body({ workspaceId, path, tools }: BodyProps) {
  const { data: content, error, refetch } = useFileContent(workspaceId, path, FRESH_MS);
  if (content?.kind === "text") {
    return <TextEditor workspaceId={workspaceId} content={content} testId="file" tools={tools} />;
  }
  return (
    <>
      <div className="editor-bar">
        <span className="editor-path mono">
          <Untrusted text={path} />
        </span>
        {tools(false)}
      </div>
      {content !== undefined && <FileNotice content={content} />}
      {content === undefined && error === null && <Skeleton label={`Loading ${path}`} lines={4} />}
      {content === undefined && error !== null && (
        <ErrorNotice title="Could not open the file" error={error} onRetry={() => void refetch()} />
      )}
      {(content !== undefined || error !== null) && (
        <KeptDraft workspaceId={workspaceId} path={path} />
      )}
    </>
  );
}
