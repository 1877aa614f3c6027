import { Untrusted } from "../components/Untrusted";
import type { PhaseTime } from "../ipc/contract";
import { msText, spanText, toBars, totalMs } from "./setUpTimes";

/** A step, and what came of it where that is worth a word. */
type Step = PhaseTime & { note?: string | null };

type WaterfallProps = {
  /** What the steps belong to, for screen readers. */
  label: string;
  phases: readonly Step[];
};

/** The steps of a set-up, one below the other, each as a bar where it ran, with its times. */
export function Waterfall({ label, phases }: WaterfallProps) {
  // Where all begin together, from when to when says no more than how long.
  const isStaggered = phases.some(({ startMs }) => startMs > 0);
  return (
    <div className={isStaggered ? "waterfall" : "waterfall waterfall-flush"}>
      <ol aria-label={label}>
        {toBars(phases).map((bar) => (
          <li className="waterfall-step" key={`${bar.name} ${bar.startMs}`}>
            <span className="waterfall-name">
              <Untrusted text={bar.name} />
              {bar.note != null && <span className="waterfall-note">{bar.note}</span>}
            </span>
            <span className="waterfall-track" aria-hidden>
              <span
                className="waterfall-bar"
                style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
              />
            </span>
            {isStaggered && <span className="waterfall-span">{spanText(bar)}</span>}
            <span className="waterfall-ms">{msText(bar.ms)}</span>
          </li>
        ))}
      </ol>
      <p className="waterfall-step waterfall-total">
        <span>Total</span>
        <span className="waterfall-ms">{msText(totalMs(phases))}</span>
      </p>
    </div>
  );
}
