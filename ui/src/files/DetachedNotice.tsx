import { Unplug } from "lucide-react";
import { AlertDialog } from "radix-ui";
import { useState } from "react";
import { CopyButton } from "../components/CopyButton";
import { Untrusted } from "../components/Untrusted";
import type { FileSession } from "./useFileSession";

/** Above an editor whose instance is gone: whose text it is, and the ways to go on with it. */
export function DetachedNotice({ session }: { session: FileSession }) {
  const { origin, text, isDirty, loadTheirs } = session;
  const [isAsking, setIsAsking] = useState(false);
  return (
    <div className="notice" data-severity="warning" role="alert">
      <Unplug aria-hidden className="notice-icon" size={16} />
      <div className="notice-body">
        <strong>The instance was replaced.</strong>
        <p>
          This text belongs to{" "}
          <span className="mono">
            <Untrusted text={origin} />
          </span>
          ; it is kept here and is not saved to the new one.
        </p>
        <div className="notice-actions">
          <CopyButton text={text} label="Copy text" />
          <button
            type="button"
            className="button"
            onClick={() => (isDirty ? setIsAsking(true) : void loadTheirs())}
          >
            Open the file on the new instance
          </button>
        </div>
        <AskToDrop isOpen={isAsking} onAnswer={setIsAsking} onDrop={() => void loadTheirs()} />
      </div>
    </div>
  );
}

type AskToDropProps = {
  isOpen: boolean;
  onAnswer: (isOpen: boolean) => void;
  onDrop: () => void;
};

function AskToDrop({ isOpen, onAnswer, onDrop }: AskToDropProps) {
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={onAnswer}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog">
          <AlertDialog.Title className="dialog-title">Drop your unsaved text?</AlertDialog.Title>
          <AlertDialog.Description className="dialog-text">
            It was never saved, and the instance that it was for is gone. Copy it first if you still
            want it.
          </AlertDialog.Description>
          <div className="dialog-actions">
            <AlertDialog.Cancel className="button">Keep it</AlertDialog.Cancel>
            <AlertDialog.Action className="button button-danger" onClick={onDrop}>
              Drop it and open the file
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
