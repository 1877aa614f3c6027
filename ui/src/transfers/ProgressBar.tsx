import { visibleText } from "../components/visibleText";
import type { Transfer } from "../ipc/contract";
import { amountText, progressOf, STATE_TEXT } from "./transferText";

/** How far a transfer is, also in words. */
export function ProgressBar({ transfer }: { transfer: Transfer }) {
  const progress = progressOf(transfer);
  const percent = progress === null ? null : Math.floor(progress * 100);
  const text =
    percent === null ? STATE_TEXT[transfer.state] : `${percent} %, ${amountText(transfer)}`;
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={`Progress of ${visibleText(transfer.name)}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      aria-valuetext={text}
      data-unknown={percent === null}
    >
      <div className="progress-bar" style={{ transform: `scaleX(${progress ?? 0})` }} />
    </div>
  );
}
