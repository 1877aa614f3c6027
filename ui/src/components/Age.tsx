import { ageText, clockText } from "./time";
import { useNow } from "./useNow";

type AgeProps = {
  ms: number;
  /** Begins with a capital. */
  isSentence?: boolean;
};

/** When something was true: "as of 14:32, 5 min ago". */
export function Age({ ms, isSentence = false }: AgeProps) {
  const now = useNow();
  return (
    <time dateTime={new Date(ms).toISOString()}>
      {isSentence ? "As" : "as"} of {clockText(ms, now)}, {ageText(ms, now)}
    </time>
  );
}
