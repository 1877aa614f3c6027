import type { PhaseTime } from "../ipc/contract";

/** Where a step's bar begins and how long it is, in percent of the whole. */
export type Bar = { left: number; width: number };

/** Milliseconds from the start to the end of the step that ends last. Steps overlap: not their sum. */
export function totalMs(phases: readonly PhaseTime[]): number {
  return Math.max(0, ...phases.map(({ startMs, ms }) => startMs + ms));
}

/** The steps as bars on one scale, in the order in which they began. */
export function toBars<Step extends PhaseTime>(phases: readonly Step[]): (Step & Bar)[] {
  const total = totalMs(phases);
  const percent = (ms: number) => (total === 0 ? 0 : (ms / total) * 100);
  return phases
    .map((phase) => ({ ...phase, left: percent(phase.startMs), width: percent(phase.ms) }))
    .toSorted((a, b) => a.startMs - b.startMs);
}

/** From when to when a step ran: "84 → 296 ms". */
export function spanText({ startMs, ms }: PhaseTime): string {
  return `${Math.round(startMs)} → ${Math.round(startMs + ms)} ms`;
}

export function msText(ms: number): string {
  return `${Math.round(ms)} ms`;
}
