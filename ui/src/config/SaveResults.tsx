import { CircleCheck, CircleHelp, CircleMinus, CircleX } from "lucide-react";
import { Untrusted } from "../components/Untrusted";
import { ERRORS } from "../errors";
import type { IpcError as IpcFailure, SaveOutcome } from "../ipc/contract";
import { isAllSaved, type LegResult } from "./saveResults";

type SaveResultsProps = {
  results: readonly LegResult[];
  /** Loads again what is there now. */
  onReload: () => void;
  /** Restarts although something before was not saved. */
  onRestart: () => void;
};

/** What has become of each part of a save, where not all of it was done. */
export function SaveResults({ results, onReload, onRestart }: SaveResultsProps) {
  // A file alone that was not saved is reported where it is edited.
  const isFileAlone = results.every(({ leg }) => leg === "file");
  if (isAllSaved(results) || isFileAlone) {
    return null;
  }
  const isUnsure = results.some(({ outcome }) => outcome.status === "unknown");
  const isRestartSkipped = results.some(
    ({ leg, outcome }) => leg === "restart" && outcome.status === "skipped",
  );
  return (
    <div className="notice save-results" data-severity="warning" role="alert">
      <div className="notice-body">
        <strong>Not everything was saved. What was not stays typed here.</strong>
        <ul aria-label="Parts of the save">
          {results.map(({ leg, outcome }) => (
            <li key={leg} data-status={outcome.status}>
              <Sign outcome={outcome} />
              <span>
                <strong>{NAMES[leg]}</strong>: <OutcomeText leg={leg} outcome={outcome} />
              </span>
            </li>
          ))}
        </ul>
        <div className="notice-actions">
          {isUnsure && (
            <button type="button" className="button" onClick={onReload}>
              Reload
            </button>
          )}
          {isRestartSkipped && (
            <button type="button" className="button" onClick={onRestart}>
              Restart anyway
            </button>
          )}
        </div>
      </div>
    </div>
  );
}

const NAMES: Record<LegResult["leg"], string> = {
  file: "config.yaml",
  row: "Name, tier and runtime",
  model: "Model",
  provider: "Provider",
  restart: "Restart",
};

function Sign({ outcome }: { outcome: SaveOutcome }) {
  const Icon = {
    saved: CircleCheck,
    not_accepted: CircleX,
    failed: CircleX,
    unknown: CircleHelp,
    skipped: CircleMinus,
  }[outcome.status];
  return <Icon aria-hidden size={14} />;
}

function OutcomeText({ leg, outcome }: LegResult) {
  switch (outcome.status) {
    case "saved":
      return "saved";
    case "not_accepted":
      return `the server did not accept ${outcome.fields.join(", ")}`;
    case "skipped":
      return <Untrusted text={outcome.reason} />;
    case "failed":
      // Why, and what to do, stands where the file is edited.
      return leg === "file" ? (
        "not saved"
      ) : (
        <>
          not saved. {ERRORS[outcome.error.code].text} <Detail error={outcome.error} />
        </>
      );
    case "unknown":
      return (
        <>
          may or may not have been saved: reload to see. <Detail error={outcome.error} />
        </>
      );
  }
}

function Detail({ error: { code, message } }: { error: IpcFailure }) {
  return (
    <span className="faint">
      <code>{code}</code> <Untrusted text={message} />
    </span>
  );
}
