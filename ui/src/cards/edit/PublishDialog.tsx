import { CircleAlert, KeyRound } from "lucide-react";
import { ErrorNotice } from "../../components/ErrorNotice";
import { FormDialog } from "../../components/FormDialog";
import { Remedy } from "../../components/Remedy";
import { Untrusted } from "../../components/Untrusted";
import type { CardNote } from "../../ipc/contract";
import type { IpcError } from "../../ipc/ipcError";
import { Bounded } from "../Bounded";
import { usePublish, wantsOwnToken } from "./usePublish";

type PublishDialogProps = {
  workspaceId: string;
  workspaceName: string;
  json: string;
  notes: readonly CardNote[];
  onClose: () => void;
  onPublished: () => void;
};

/**
 * Asks before a card is published, and says how long it will last. Where the platform takes it with
 * the workspace's own token only, asks a second time before one is made.
 */
export function PublishDialog(props: PublishDialogProps) {
  const { workspaceId, workspaceName, json, notes, onClose, onPublished } = props;
  const publish = usePublish(workspaceId, onPublished);
  const { error, isPending } = publish;
  const asksForToken = error !== null && wantsOwnToken(error);
  const warnings = notes.filter(({ severity }) => severity !== "info");
  const action = asksForToken ? "Make a token and publish" : "Publish";
  return (
    <FormDialog
      title="Publish this agent card?"
      action={isPending ? "Publishing…" : action}
      isReady={!isPending}
      onSubmit={() => publish.mutate({ json, withOwnToken: asksForToken })}
      onClose={onClose}
    >
      <p className="dialog-text">
        It replaces the card that the platform shows for{" "}
        <strong>
          <Untrusted text={workspaceName} />
        </strong>
        . This is not durable: the agent overwrites it with its own card at its next start.
      </p>
      {warnings.length > 0 && <Warnings notes={warnings} />}
      {asksForToken && <OwnToken error={error} />}
      {error !== null && !asksForToken && (
        <ErrorNotice title="Not published. Your text is still here." error={error} />
      )}
    </FormDialog>
  );
}

function Warnings({ notes }: { notes: readonly CardNote[] }) {
  return (
    <div className="publish-warnings">
      <p>It can be published, though:</p>
      <Bounded
        items={notes}
        limit={6}
        what="problems"
        nameOf={({ pointer, code }) => `${pointer} ${code}`}
        list={(items) => <ul aria-label="Problems of the card">{items}</ul>}
        item={({ severity, message, pointer }) => (
          <li>
            {severity === "error" ? "Error" : "Warning"}: <Untrusted text={message} />{" "}
            <code className="faint breakable">
              <Untrusted text={pointer} />
            </code>
          </li>
        )}
      />
    </div>
  );
}

/** The second step: what the platform wants, and what would be done about it. */
function OwnToken({ error: { message, remedy } }: { error: IpcError }) {
  return (
    <div className="notice" data-severity="warning" role="alert">
      <CircleAlert aria-hidden className="notice-icon" size={16} />
      <div className="notice-body">
        <strong>Not published yet: the platform wants the workspace's own token.</strong>
        <p className="notice-detail">
          <Untrusted text={message} />
        </p>
        {remedy !== undefined && <Remedy text={remedy} />}
        <p>
          <KeyRound aria-hidden className="inline-icon" size={13} />
          Have the platform make a token for this once and revoke it afterwards?
        </p>
      </div>
    </div>
  );
}
