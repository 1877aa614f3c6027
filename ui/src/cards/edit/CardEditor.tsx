import { useId, useState } from "react";
import { Untrusted } from "../../components/Untrusted";
import { AskToDrop } from "../../files/AskToDrop";
import { CodeEditor } from "../../files/CodeEditor";
import type { CardEntry } from "../../ipc/contract";
import { useAppStore } from "../../store";
import { CheckResult } from "./CheckResult";
import { EditNotes } from "./EditNotes";
import { PublishDialog } from "./PublishDialog";
import { textBar, usePublishBar } from "./publishBarred";
import { useCardCheck } from "./useCardCheck";
import { useCardText } from "./useCardText";
import { useEditorPlace } from "./useEditorPlace";

type CardEditorProps = {
  workspaceId: string;
  /** The card to begin with; null where there is none. */
  entry: CardEntry | null;
  onPublished: () => void;
};

/** Edits a card as JSON, checks it while it is typed, and publishes it. */
export function CardEditor({ workspaceId, entry, onPublished }: CardEditorProps) {
  const known = useAppStore((state) => state.workspaces[workspaceId]?.name);
  const name = known ?? entry?.view.name ?? workspaceId;
  const session = useCardText(workspaceId, name, entry);
  const checking = useCardCheck(session.text);
  const bar = usePublishBar(workspaceId);
  const reason = bar ?? textBar(checking);
  const { frame, extension, goTo } = useEditorPlace(session.text);
  const [asks, setAsks] = useState<"publish" | "discard" | null>(null);
  const close = () => setAsks(null);
  const id = useId();

  return (
    <div className="card-edit">
      <div className="card-edit-bar">
        <span className="card-edit-said faint small">
          {session.isChanged ? "Changed, not published" : "As the platform has it"}
        </span>
        <button
          type="button"
          className="button"
          disabled={!session.isChanged}
          onClick={() => setAsks("discard")}
        >
          Discard
        </button>
        <button
          type="button"
          className="button button-primary"
          data-testid="card-publish"
          disabled={reason !== null}
          aria-describedby={
            bar !== null ? `${id}-bar` : reason !== null ? `${id}-check` : undefined
          }
          onClick={() => setAsks("publish")}
        >
          Publish…
        </button>
      </div>
      {bar !== null && (
        <p className="editor-note" id={`${id}-bar`}>
          <Untrusted text={bar} />
        </p>
      )}
      <EditNotes session={session} />
      <div className="editor-frame" ref={frame} data-testid="card-editor">
        <CodeEditor
          label="JSON of the agent card"
          text={session.text}
          extension={extension}
          onEdit={session.edit}
        />
      </div>
      <CheckResult lineId={`${id}-check`} checking={checking} onGoTo={goTo} />
      {asks === "publish" && (
        <PublishDialog
          workspaceId={workspaceId}
          workspaceName={name}
          json={session.text}
          notes={checking.check?.view?.notes ?? []}
          onClose={close}
          onPublished={onPublished}
        />
      )}
      {asks === "discard" && (
        <AskToDrop
          why="It was never published. Copy it first if you still want it."
          action="Discard it"
          onKeep={close}
          onDrop={() => {
            session.discard();
            close();
          }}
        />
      )}
    </div>
  );
}
