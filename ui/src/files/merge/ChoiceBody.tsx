import { Dialog } from "radix-ui";
import { useState } from "react";
import { AskToDrop } from "../AskToDrop";
import type { Conflict } from "../conflict";
import type { FileSession } from "../useFileSession";

type ChoiceBodyProps = { session: FileSession; conflict: Conflict };

/** Where theirs cannot be shown as text: one or the other. */
export function ChoiceBody({ session, conflict }: ChoiceBodyProps) {
  const [isAsking, setIsAsking] = useState(false);
  const isRemoved = conflict.theirs === null;
  const isWritten = conflict.written !== null;
  const mine = isWritten ? "Keep mine" : isRemoved ? "Keep mine: create it again" : "Keep mine";
  const drop = () => (session.isDirty ? setIsAsking(true) : session.takeTheirs());
  return (
    <div className="dialog-actions">
      <Dialog.Close className="button">Decide later</Dialog.Close>
      {!isWritten && (
        <button type="button" className="button" onClick={drop}>
          {isRemoved ? "Drop mine" : "Take theirs"}
        </button>
      )}
      <button type="button" className="button button-primary" onClick={session.keepMine}>
        {mine}
      </button>
      {isAsking && (
        <AskToDrop
          why="It was never saved. Copy it first if you still want it."
          action="Drop it"
          onKeep={() => setIsAsking(false)}
          onDrop={session.takeTheirs}
        />
      )}
    </div>
  );
}
