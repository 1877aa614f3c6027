import { visibleText } from "../components/visibleText";
import type { PhaseTime, Tunnel } from "../ipc/contract";
import type { LegState } from "../panel/legState";
import type { PanelLegs } from "../panel/panelState";
import { ALL_LEGS } from "../panel/panelState";
import { msText, spanText, toBars, totalMs } from "./setUpTimes";
import { tunnelLook } from "./tunnelLook";

/** What the opening of a panel waited for. */
export type WhySlow = {
  /** The tunnel that it used; null when it has none. */
  tunnel: Tunnel | null;
  /** The tunnel was open before the panel: its set-up delayed nothing. */
  wasOpenBefore: boolean;
  legs: PanelLegs;
};

/** How a part of the panel settled: its name, its time and its result where that is not a value. */
export type LegTime = PhaseTime & { note: string | null };

/** The parts that have settled, from the opening of the panel. */
export function legTimes(legs: PanelLegs): LegTime[] {
  return ALL_LEGS.flatMap((name) => {
    const leg: LegState<unknown> = legs[name];
    return leg.status === "loading" ? [] : { name, startMs: 0, ms: leg.ms, note: noteOf(leg) };
  });
}

/** The same as text, for a message to whoever can make it faster. */
export function whySlowText({ tunnel, wasOpenBefore, legs }: WhySlow): string {
  const parts = [
    tunnel === null ? ["No tunnel"] : tunnelLines(tunnel, wasOpenBefore),
    ["", "Panel, from its opening", ...legTimes(legs).map(legLine)],
  ];
  return `${parts.flat().join("\n")}\n`;
}

function tunnelLines(tunnel: Tunnel, wasOpenBefore: boolean): string[] {
  const { instanceId, osUser, endpoint, state, phases, lastError } = tunnel;
  const title = `Tunnel to ${instanceId} as ${osUser} through ${endpoint}: ${tunnelLook(state).word.toLowerCase()}`;
  return [
    visibleText(title),
    ...(wasOpenBefore ? ["open before the panel, which did not wait for it"] : []),
    ...toBars(phases).map(phaseLine),
    ...(phases.length > 0 ? [`total  ${msText(totalMs(phases))}`] : []),
    ...(lastError === null ? [] : [`last error  ${visibleText(lastError)}`]),
  ];
}

function phaseLine(phase: PhaseTime): string {
  return `${visibleText(phase.name)}  ${spanText(phase)}  (${msText(phase.ms)})`;
}

function legLine({ name, ms, note }: LegTime): string {
  return note === null ? `${name}  ${msText(ms)}` : `${name}  ${msText(ms)}  (${note})`;
}

function noteOf(leg: Exclude<LegState<unknown>, { status: "loading" }>): string | null {
  if (leg.status === "failed") {
    return `failed: ${leg.error.code}`;
  }
  return leg.status === "ok" ? null : "not offered";
}
