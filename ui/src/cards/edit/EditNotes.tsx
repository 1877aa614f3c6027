import type { CardText } from "./useCardText";

/** What is to be known of the typed text: where it is kept, and that the card is another by now. */
export function EditNotes({ session }: { session: CardText }) {
  return (
    <>
      {session.isChanged && (
        <p className="editor-note">
          Kept until Causeway closes, not on this machine's disk. Copy it if you want to keep it.
        </p>
      )}
      {session.isOvertaken && (
        <p className="editor-note" role="status">
          <strong>The card has changed since you began.</strong> Publishing replaces the newer one;
          Discard takes it instead.
        </p>
      )}
    </>
  );
}
