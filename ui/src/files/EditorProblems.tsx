import { ErrorNotice } from "../components/ErrorNotice";
import { Untrusted } from "../components/Untrusted";
import type { FileSession } from "./useFileSession";

type EditorProblemsProps = { session: FileSession };

/** What went wrong with saving or loading, and what a save has to say. */
export function EditorProblems({ session }: EditorProblemsProps) {
  const { saveState, isDetached, isDirty } = session;
  if (saveState.status === "not_loaded") {
    const retry = saveState.wanted === "theirs" ? session.loadTheirs : session.compare;
    return (
      <ErrorNotice
        title="Could not load what is on the instance. Your text is still here."
        error={saveState.error}
        onRetry={() => void retry()}
      />
    );
  }
  if (saveState.status === "failed") {
    const canRetry = !isDetached && saveState.error.code !== "invalid_yaml";
    return (
      <ErrorNotice
        title="Not saved. Your text is still here."
        error={saveState.error}
        onRetry={canRetry ? () => void session.save() : undefined}
      />
    );
  }
  if (saveState.status === "saved" && !isDirty && saveState.notes.length > 0) {
    return (
      <ul className="save-notes" aria-label="Notes about the save">
        {saveState.notes.map((note) => (
          <li key={note}>
            <Untrusted text={note} />
          </li>
        ))}
      </ul>
    );
  }
  return null;
}
