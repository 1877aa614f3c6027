import { Remedy } from "../components/Remedy";
import { Untrusted } from "../components/Untrusted";
import { ERRORS } from "../errors";
import type { LegState } from "../panel/legState";

type LegProblemProps = { leg: LegState<unknown>; what: string; onRetry: () => void };

/** Below a value that the platform was asked for in vain. */
export function LegProblem({ leg, what, onRetry }: LegProblemProps) {
  if (leg.status !== "failed") {
    return null;
  }
  return (
    <div className="form-problem" role="alert">
      <div className="form-problem-text">
        Could not ask the platform for {what}. {(ERRORS[leg.error.code] ?? ERRORS.internal).text}{" "}
        <span className="faint">
          <code>{leg.error.code}</code> <Untrusted text={leg.error.message} />
        </span>
        {leg.error.remedy !== undefined && <Remedy text={leg.error.remedy} />}
      </div>
      <button type="button" className="button" onClick={onRetry} aria-label={`Retry ${what}`}>
        Retry
      </button>
    </div>
  );
}
