import { CircleCheck, CircleDashed, CircleX, LoaderCircle, TriangleAlert } from "lucide-react";
import { statusLook, type Tone } from "../canvas/status";
import { useIsStale } from "../store/shared";
import { Untrusted } from "./Untrusted";

const ICONS = {
  good: CircleCheck,
  busy: LoaderCircle,
  warning: TriangleAlert,
  bad: CircleX,
  idle: CircleDashed,
} satisfies Record<Tone, unknown>;

type StatusBadgeProps = {
  status: string;
  /** The sign alone, where the word stands nearby or is too small to read. */
  isBare?: boolean;
};

/** A status as sign, colour and word. One that the platform cannot confirm now is shown as the last seen, without colour. */
export function StatusBadge({ status, isBare = false }: StatusBadgeProps) {
  const isStale = useIsStale();
  const { word, tone } = statusLook(status);
  const Icon = ICONS[tone];
  const text = isStale ? `Last seen ${word.toLowerCase()}` : word;
  return (
    <span
      className="status"
      data-tone={isStale ? "idle" : tone}
      title={isBare || isStale ? text : undefined}
    >
      <Icon aria-hidden size={isBare ? 26 : 14} />
      {!isBare && <Untrusted text={text} />}
    </span>
  );
}
