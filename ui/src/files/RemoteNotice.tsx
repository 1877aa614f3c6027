import { FileClock } from "lucide-react";
import { ageText } from "../components/time";
import { useNow } from "../components/useNow";
import type { FileSession } from "./useFileSession";
import type { RemoteState } from "./useRemoteState";

type RemoteNoticeProps = { session: FileSession; remote: RemoteState };

/** Above an editor: that the text is from an earlier session, and that the file is another one by now. */
export function RemoteNotice({ session, remote }: RemoteNoticeProps) {
  const { draft, isDirty, saveState, compare, loadTheirs } = session;
  const isPutOff = saveState.status === "merging" && !saveState.isShown;
  const isWrittenOver = isPutOff && saveState.conflict.written !== null;
  const isRestored = draft?.isRestored === true;
  if (session.isDetached || (remote === "same" && !isRestored && !isWrittenOver)) {
    return null;
  }
  return (
    <div className="remote-notice" role="status" data-tone={remote === "same" ? "calm" : "warning"}>
      <FileClock aria-hidden size={14} />
      <span className="remote-said">
        {isRestored && <RestoredText changedMs={draft.changedMs} />}
        {isWrittenOver && <span>Your text was saved over a newer one. </span>}
        {remote === "changed" && <strong>Changed on the instance</strong>}
        {remote === "removed" && <strong>Removed on the instance</strong>}
      </span>
      {isWrittenOver && (
        <button type="button" className="button button-small" onClick={session.resume}>
          Show what was there
        </button>
      )}
      {remote !== "same" && !isWrittenOver && (
        <>
          <button type="button" className="button button-small" onClick={() => void compare()}>
            {isDirty ? "Merge…" : remote === "removed" ? "Decide…" : "Show changes"}
          </button>
          {!isDirty && remote === "changed" && (
            <button type="button" className="button button-small" onClick={() => void loadTheirs()}>
              Load it
            </button>
          )}
        </>
      )}
    </div>
  );
}

function RestoredText({ changedMs }: { changedMs: number }) {
  return <span>Unsaved text from {ageText(changedMs, useNow())}. </span>;
}
