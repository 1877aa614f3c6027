import { ChevronDown, ChevronRight } from "lucide-react";
import { Untrusted } from "../../components/Untrusted";
import type { CardSignature } from "../../ipc/contract";
import { VERDICTS, verdictText } from "./verdicts";

type SignatureBadgeProps = {
  signature: CardSignature;
  isOpen: boolean;
  /** Id of the details that it opens. */
  controls: string;
  onToggle: () => void;
};

/** What the card's signature is worth, as sign, colour and words; opens the details. */
export function SignatureBadge({ signature, isOpen, controls, onToggle }: SignatureBadgeProps) {
  const { tone, icon: Icon } = VERDICTS[signature.verdict];
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      className="badge signature-badge"
      data-tone={tone}
      data-verdict={signature.verdict}
      data-testid="card-signature"
      aria-expanded={isOpen}
      aria-controls={isOpen ? controls : undefined}
      onClick={onToggle}
    >
      <Icon aria-hidden size={13} />
      <Untrusted text={verdictText(signature)} />
      <Chevron aria-hidden size={12} />
    </button>
  );
}
