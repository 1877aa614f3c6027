import { CircleCheck, CircleX } from "lucide-react";
import { ErrorNotice } from "../../components/ErrorNotice";
import { Untrusted } from "../../components/Untrusted";
import { CardProblems } from "../CardProblems";
import { countText } from "../problemCounts";
import type { Checking } from "./useCardCheck";

type CheckResultProps = {
  /** The id of the line that says whether the text can be published. */
  lineId: string;
  checking: Checking;
  onGoTo: (pointer: string) => void;
};

/** What the typed text is as a card: why it cannot be published, or what is odd with it. */
export function CheckResult({ lineId, checking, onGoTo }: CheckResultProps) {
  const { check, error, retry } = checking;
  if (error !== null) {
    return <ErrorNotice title="The text could not be checked" error={error} onRetry={retry} />;
  }
  const notes = check?.view?.notes ?? [];
  return (
    <div className="check-result">
      <p className="check-line" role="status" id={lineId} data-testid="card-check">
        {check === null && "Checking…"}
        {check?.problem != null && (
          <span className="status" data-tone="bad">
            <CircleX aria-hidden size={14} />
            <span>
              Cannot be published: <Untrusted text={check.problem} />
            </span>
          </span>
        )}
        {check?.problem === null && (
          <span className="status" data-tone={notes.length === 0 ? "good" : "idle"}>
            <CircleCheck aria-hidden size={14} />
            {notes.length === 0 ? "No problems" : `Can be published; ${countText(notes)}`}
          </span>
        )}
      </p>
      {notes.length > 0 && <CardProblems notes={notes} onGoTo={onGoTo} />}
    </div>
  );
}
