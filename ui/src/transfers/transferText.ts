import { sizeText } from "../components/size";
import { durationText } from "../components/time";
import type { Transfer, TransferState } from "../ipc/contract";

/** What a state is called. */
export const STATE_TEXT: Record<TransferState, string> = {
  queued: "Waiting",
  scanning: "Counting files",
  running: "Under way",
  paused: "Paused",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** Whether it has ended, for good or until it is resumed. */
export function hasEnded({ state }: Pick<Transfer, "state">): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}

/** How much has arrived, of 1; null while it is not known how much there is. */
export function progressOf({ state, bytesDone, bytesTotal }: Transfer): number | null {
  if (state === "done") {
    return 1;
  }
  if (state === "queued" || state === "scanning" || bytesTotal === 0) {
    return null;
  }
  return Math.min(1, bytesDone / bytesTotal);
}

/** How much of all that is under way has arrived, of 1; null while nothing is. */
export function overallProgress(transfers: readonly Transfer[]): number | null {
  const left = transfers.filter((transfer) => !hasEnded(transfer));
  const total = left.reduce((sum, { bytesTotal }) => sum + bytesTotal, 0);
  const done = left.reduce((sum, { bytesDone }) => sum + bytesDone, 0);
  return total === 0 ? null : Math.min(1, done / total);
}

/** Bytes and files: "1.2 MiB of 4.8 MiB, 3 of 12 files". */
export function amountText({ bytesDone, bytesTotal, filesDone, filesTotal }: Transfer): string {
  const files = filesTotal > 1 ? `, ${filesDone} of ${filesTotal} files` : "";
  return `${sizeText(bytesDone)} of ${sizeText(bytesTotal)}${files}`;
}

/** "2.1 MiB/s, 12 s left"; null while nothing moves. */
export function speedText({ state, bytesPerSecond, secondsLeft }: Transfer): string | null {
  if (state !== "running" || bytesPerSecond === null) {
    return null;
  }
  const left = secondsLeft === null ? "" : `, ${durationText(secondsLeft * 1_000)} left`;
  return `${sizeText(bytesPerSecond)}/s${left}`;
}

/** "2 files were not transferred"; null when all were. */
export function problemsText({ problemCount }: Transfer): string | null {
  if (problemCount === 0) {
    return null;
  }
  return problemCount === 1
    ? "1 file was not transferred"
    : `${problemCount.toLocaleString("en")} files were not transferred`;
}
