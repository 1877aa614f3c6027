import { ageText, clockText } from "./time";
import { useNow } from "./useNow";

type AgeProps = {
  ms: number;
  /** Begins with a capital. */
  isSentence?: boolean;
  /** When something was done, in place of until when something was true: no "as of". */
  isMoment?: boolean;
};

/** When something was true: "as of 14:32, 5 min ago". */
export function Age({ ms, isSentence = false, isMoment = false }: AgeProps) {
  const now = useNow();
  const lead = isMoment ? "" : isSentence ? "As of " : "as of ";
  return (
    <time dateTime={new Date(ms).toISOString()}>
      {lead}
      {clockText(ms, now)}, {ageText(ms, now)}
    </time>
  );
}
