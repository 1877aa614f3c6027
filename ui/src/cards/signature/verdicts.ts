import {
  CircleDashed,
  CircleX,
  KeyRound,
  type LucideIcon,
  TriangleAlert,
  UserRoundX,
} from "lucide-react";
import type { CardSignature, SignatureForm, SignatureVerdict } from "../../ipc/contract";

type Verdict = {
  tone: "good" | "bad" | "warning" | "idle";
  icon: LucideIcon;
  /** What it means for whoever reads the card. */
  meaning: string;
};

/** How each verdict looks, and what it means. Only a good signature is green; none is called trusted. */
export const VERDICTS: Record<SignatureVerdict, Verdict> = {
  verified: {
    tone: "good",
    icon: KeyRound,
    meaning: "The covered fields are as whoever holds this key has signed them.",
  },
  invalid: {
    tone: "bad",
    icon: CircleX,
    meaning:
      "The card is not what was signed with this key: it was changed afterwards, or the signature is of another card. Do not rely on what it says.",
  },
  unknown_key: {
    tone: "idle",
    icon: UserRoundX,
    meaning: "It is signed, and nothing can be said about it until its key is added.",
  },
  unsigned: {
    tone: "idle",
    icon: CircleDashed,
    meaning: "Nobody has signed this card. That is usual for cards that the platform registers.",
  },
  unsupported: {
    tone: "warning",
    icon: TriangleAlert,
    meaning: "It is signed in a way that is not checked here, so nothing can be said about it.",
  },
  malformed: {
    tone: "warning",
    icon: TriangleAlert,
    meaning: "What stands in the place of a signature cannot be read as one.",
  },
};

export const FORMS: Record<SignatureForm, string> = {
  spec: "The text of the A2A specification: all fields, unknown ones too",
  sdk: "The form of the A2A SDKs: unknown and v0.3 fields are outside of it",
  raw: "The card as it is, without its signatures",
  py_legacy: "The form of old Python SDKs: unknown and v0.3 fields are outside of it",
};

/** The verdict in a few words. */
export function verdictText({ verdict, thumbprint, label, kid }: CardSignature): string {
  switch (verdict) {
    case "verified": {
      const name = label === null ? "" : ` (${label})`;
      return `Signed by key ${shortOf(thumbprint ?? kid ?? "without a name")}${name}`;
    }
    case "invalid":
      return "Invalid signature";
    case "unknown_key":
      return "Signed with an unknown key";
    case "unsigned":
      return "Unsigned";
    case "unsupported":
      return "Signature of an unsupported kind";
    case "malformed":
      return "Malformed signature";
  }
}

/** Enough of a thumbprint to tell keys apart by eye. */
export function shortOf(thumbprint: string): string {
  const characters = [...thumbprint];
  return characters.length > 16 ? `${characters.slice(0, 12).join("")}…` : thumbprint;
}
