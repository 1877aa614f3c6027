import { CircleCheck, CircleDashed, CircleX, LoaderCircle, TriangleAlert } from "lucide-react";
import { statusLook, type Tone } from "../canvas/status";
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

/** A status as sign, colour and word. */
export function StatusBadge({ status, isBare = false }: StatusBadgeProps) {
  const { word, tone } = statusLook(status);
  const Icon = ICONS[tone];
  return (
    <span className="status" data-tone={tone} title={isBare ? word : undefined}>
      <Icon aria-hidden size={isBare ? 26 : 14} />
      {!isBare && <Untrusted text={word} />}
    </span>
  );
}
