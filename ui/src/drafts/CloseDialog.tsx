import { AlertDialog } from "radix-ui";
import { useShallow } from "zustand/react/shallow";
import { draftedCards, useCardDrafts } from "../cards/edit/cardDrafts";
import { Untrusted } from "../components/Untrusted";
import { ofDraftKey, useDrafts } from "../files/drafts";
import { useAppStore } from "../store";
import { countRunning } from "../store/transfersSlice";

type CloseDialogProps = {
  /** All unsaved text has reached the disk. */
  isKept: boolean;
  onStay: () => void;
  onClose: () => void;
};

/** Says what is not finished when the window is about to close. */
export function CloseDialog({ isKept, onStay, onClose }: CloseDialogProps) {
  const keys = useDrafts(useShallow(({ drafts }) => Object.keys(drafts)));
  const cards = useCardDrafts(useShallow(draftedCards));
  const running = useAppStore(countRunning);
  const hasDrafts = keys.length > 0;
  const losesText = (hasDrafts && !isKept) || cards.length > 0;
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && onStay()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog">
          <AlertDialog.Title className="dialog-title">
            {hasDrafts || cards.length > 0
              ? "Close with unsaved text?"
              : "Close while files are on their way?"}
          </AlertDialog.Title>
          <AlertDialog.Description className="dialog-text">
            {hasDrafts && (isKept ? KEPT : NOT_KEPT)}
            {hasDrafts && cards.length > 0 && " "}
            {cards.length > 0 && CARDS_NOT_KEPT}
            {(hasDrafts || cards.length > 0) && running > 0 && " "}
            {running > 0 && runningText(running)}
          </AlertDialog.Description>
          {hasDrafts && (
            <ul className="unsaved-list" aria-label="Files with unsaved text">
              {keys.map((key) => (
                <UnsavedFile key={key} {...ofDraftKey(key)} />
              ))}
            </ul>
          )}
          {cards.length > 0 && (
            <ul className="unsaved-list" aria-label="Agent cards that are not published">
              {cards.map((workspaceId) => (
                <UnsavedFile key={workspaceId} workspaceId={workspaceId} path="agent card" />
              ))}
            </ul>
          )}
          <div className="dialog-actions">
            <AlertDialog.Cancel className="button">Stay</AlertDialog.Cancel>
            <button
              type="button"
              className={losesText ? "button button-danger" : "button button-primary"}
              onClick={onClose}
            >
              {losesText
                ? hasDrafts && isKept
                  ? "Close and lose the cards"
                  : "Close and lose them"
                : hasDrafts
                  ? "Close and keep the drafts"
                  : "Close"}
            </button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

const KEPT =
  "These texts are not saved to their instances. They are kept on this machine and are here again at the next start.";
const NOT_KEPT =
  "These texts are not saved to their instances, and could not be kept on this machine: save or copy them first.";
const CARDS_NOT_KEPT =
  "Edited agent cards are not published and are not kept on this machine: publish or copy them first.";

function runningText(running: number): string {
  return running === 1
    ? "One transfer is not finished; it stops."
    : `${running} transfers are not finished; they stop.`;
}

function UnsavedFile({ workspaceId, path }: { workspaceId: string; path: string }) {
  const name = useAppStore((state) => state.workspaces[workspaceId]?.name ?? workspaceId);
  return (
    <li>
      <Untrusted text={name} />{" "}
      <span className="mono">
        <Untrusted text={path} />
      </span>
    </li>
  );
}
