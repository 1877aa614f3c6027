import { Untrusted } from "../components/Untrusted";
import type { ChosenInstance } from "../ipc/contract";

type PresentChoiceProps = {
  chosen: ChosenInstance;
  isBusy: boolean;
  onForget: () => void;
};

/** What the user has decided before, and the way to take it back. */
export function PresentChoice({ chosen, isBusy, onForget }: PresentChoiceProps) {
  return (
    <div className="hint present-choice">
      <span>
        You have chosen{" "}
        <span className="mono">
          <Untrusted text={chosen.instanceId} />
        </span>
        {chosen.privateIp !== null && (
          <>
            {" at "}
            <Untrusted text={chosen.privateIp} />
          </>
        )}
        .
      </span>
      <button type="button" className="button" disabled={isBusy} onClick={onForget}>
        Forget
      </button>
    </div>
  );
}
