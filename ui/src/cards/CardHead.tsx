import { useId, useState } from "react";
import { Age } from "../components/Age";
import { Untrusted } from "../components/Untrusted";
import type { CardEntry, CardShape, CardState } from "../ipc/contract";
import type { Freshness } from "./freshness";
import { countText } from "./problemCounts";
import { NotSigned } from "./signature/NotSigned";
import { SignatureBadge } from "./signature/SignatureBadge";
import { SignatureDetails } from "./signature/SignatureDetails";

const SHAPES: Record<CardShape, string> = {
  "v1.0": "A2A 1.0",
  "v0.3": "A2A 0.3",
  "v0.2": "A2A 0.2",
  platform: "Platform card",
  not_a_card: "Not an A2A card",
};

const STATES: Record<CardState, string | null> = {
  published: null,
  withdrawn: "No longer published",
  removed: "Workspace removed",
};

type CardHeadProps = {
  entry: CardEntry;
  freshness: Freshness;
  onShowProblems: () => void;
};

/** Whose card it is, of which kind, how it is signed, and how old. */
export function CardHead({ entry, freshness, onShowProblems }: CardHeadProps) {
  const { view, confirmedMs, signature, state } = entry;
  const [isSignatureOpen, setIsSignatureOpen] = useState(false);
  const detailsId = useId();
  const name = view.name ?? "Unnamed agent";
  const problems = countText(view.notes);
  return (
    <>
      <div className="card-head">
        <span className="avatar" aria-hidden>
          <Untrusted text={[...name][0]?.toUpperCase() ?? ""} />
        </span>
        <div>
          <h3 className="card-title" data-testid="card-name">
            <Untrusted text={name} /> <NotSigned pointers={["/name"]} />
          </h3>
          <p className="faint small" data-testid="card-age">
            {freshness.isLive ? "From the platform" : "Last known card"}, <Age ms={confirmedMs} />
          </p>
          <ul className="chips" aria-label="About the card">
            {view.version !== null && (
              <li className="badge">
                Version <Untrusted text={view.version} />
              </li>
            )}
            <li className="badge">{SHAPES[view.shape]}</li>
            {view.hybrid && (
              <li className="badge" title="It carries members of an earlier version beside its own">
                Hybrid
              </li>
            )}
            {STATES[state] !== null && <li className="badge badge-required">{STATES[state]}</li>}
            <li>
              <SignatureBadge
                signature={signature}
                isOpen={isSignatureOpen}
                controls={detailsId}
                onToggle={() => setIsSignatureOpen(!isSignatureOpen)}
              />
            </li>
            {problems !== "" && (
              <li>
                <button type="button" className="badge tag" onClick={onShowProblems}>
                  {problems}
                </button>
              </li>
            )}
          </ul>
        </div>
      </div>
      {isSignatureOpen && <SignatureDetails id={detailsId} signature={signature} />}
    </>
  );
}
