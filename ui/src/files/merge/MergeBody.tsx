import { Dialog } from "radix-ui";
import { useMemo, useState } from "react";
import type { Conflict } from "../conflict";
import { languageFor } from "../language";
import type { FileSession } from "../useFileSession";
import { MergeEditor } from "./MergeEditor";
import { countConflicts, mergeTexts, startingText } from "./mergeTexts";

type MergeBodyProps = {
  session: FileSession;
  conflict: Conflict;
  theirs: string;
  path: string;
};

/** Theirs and the merged text side by side, and the ways to end it. */
export function MergeBody({ session, conflict, theirs, path }: MergeBodyProps) {
  const { text: mine, isDirty, keepMine, takeTheirs, saveMerged } = session;
  const { baseText, written } = conflict;
  const isLooking = !isDirty && written === null;
  const merged = useMemo(() => mergeTexts(baseText, mine, theirs), [baseText, mine, theirs]);
  const [now, setNow] = useState({ text: startingText(merged), left: countConflicts(merged) });
  const extension = useMemo(() => languageFor(path), [path]);
  const left = isLooking
    ? { label: "The text in the editor", text: mine }
    : { label: written === null ? "On the instance" : "What it took the place of", text: theirs };

  return (
    <>
      <p className="merge-said" role="status">
        {isLooking ? "" : progressText(merged.takenCount, now.left)}
      </p>
      <div className="merge-heads" aria-hidden>
        <span>{left.label}</span>
        <span>{isLooking ? "On the instance" : "Merged: this is what will be saved"}</span>
      </div>
      <MergeEditor
        left={left}
        segments={merged.segments}
        extension={extension}
        onEdit={(text, open) => setNow({ text, left: open })}
      />
      <div className="dialog-actions">
        <Dialog.Close className="button">{isLooking ? "Close" : "Decide later"}</Dialog.Close>
        {!isLooking && (
          <button type="button" className="button" onClick={keepMine}>
            Keep mine
          </button>
        )}
        <button
          type="button"
          className={isLooking ? "button button-primary" : "button"}
          onClick={takeTheirs}
        >
          {isLooking ? "Load it" : "Take theirs"}
        </button>
        {!isLooking && (
          <button
            type="button"
            className="button button-primary"
            data-testid="save-merged"
            disabled={now.left > 0}
            onClick={() => saveMerged(now.text)}
          >
            Save merged
          </button>
        )}
      </div>
    </>
  );
}

function progressText(takenCount: number, left: number): string {
  const taken =
    takenCount === 0
      ? ""
      : takenCount === 1
        ? "One change of theirs was merged by itself. "
        : `${takenCount} changes of theirs were merged by themselves. `;
  const open =
    left === 0
      ? "Nothing is left to decide: look it through, then save."
      : left === 1
        ? "One conflict is left to decide."
        : `${left} conflicts are left to decide.`;
  return taken + open;
}
