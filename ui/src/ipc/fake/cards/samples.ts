import type { CardSignature, CardState, Source } from "../../contract";
import { awkward, bare, hybrid, manySkills, modern, notACard, old, v03, v10 } from "./documents";
import type { Members } from "./readJson";
import { invalid, malformed, unknownKey, unsigned, unsupported, verified } from "./signatures";

/** What the store holds of one workspace's card. */
export type CardSample = {
  /** Newest first. */
  versions: readonly Members[];
  signature: (card: Members) => CardSignature;
  state: CardState;
  source: Source;
};

type Sketch = Partial<Omit<CardSample, "versions">> & Pick<CardSample, "versions">;

function sample(sketch: Sketch): CardSample {
  return { signature: unsigned, state: "published", source: "live", ...sketch };
}

/** A card of every shape, verdict and state, by workspace. The others have none. */
export function cardSamples(nameOf: (id: string) => string): Record<string, CardSample> {
  const reviewer = nameOf("ws-02");
  return {
    "ws-01": sample({
      versions: [modern(nameOf("ws-01"))],
      signature: (card) => verified(card, "spec"),
    }),
    "ws-02": sample({
      versions: [hybrid(reviewer), v10(reviewer, "1.3.0"), v03(reviewer), bare(reviewer)],
      signature: unknownKey,
    }),
    "ws-03": sample({
      versions: [hybrid(nameOf("ws-03"))],
      signature: (card) => verified(card, "sdk", ["url", "preferredTransport", "x-team"]),
    }),
    "ws-04": sample({ versions: [v10(nameOf("ws-04"), "0.9.1")], state: "withdrawn" }),
    "ws-05": sample({ versions: [v03(nameOf("ws-05"))], signature: invalid }),
    "ws-06": sample({ versions: [bare(nameOf("ws-06"))] }),
    "ws-07": sample({ versions: [old(nameOf("ws-07"))], signature: unsupported }),
    "ws-09": sample({ versions: [notACard()], source: "store" }),
    "ws-10": sample({ versions: [awkward(nameOf("ws-10"))], signature: malformed }),
    "ws-11": sample({ versions: [manySkills(nameOf("ws-11"))] }),
    "ws-12": sample({ versions: [v10(nameOf("ws-12"), "2.0.0")], source: "store" }),
    "ws-14": sample({ versions: [v10(nameOf("ws-14"), "1.0.0")], state: "removed" }),
  };
}
