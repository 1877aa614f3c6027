import type { SaveState } from "../files/useSaveState";
import type {
  ErrorCode,
  IpcError as IpcFailure,
  SaveLeg,
  SaveOutcome,
  SaveReport,
} from "../ipc/contract";
import type { PlatformField } from "./platformEdits";
import type { PlatformPlan } from "./savePlan";

/** What has become of one part of a save. */
export type LegResult = { leg: "file" | SaveLeg; outcome: SaveOutcome };

/** What has become of config.yaml; null where its instance is gone. */
export function ofFile(ended: SaveState | null): LegResult {
  return { leg: "file", outcome: fileOutcome(ended) };
}

function fileOutcome(ended: SaveState | null): SaveOutcome {
  switch (ended?.status) {
    case "saved":
      return { status: "saved" };
    case "failed":
      return OPEN_ENDED.includes(ended.error.code)
        ? { status: "unknown", error: ended.error }
        : { status: "failed", error: ended.error };
    case "conflict":
      return { status: "failed", error: ended.error };
    case "merging":
      return { status: "skipped", reason: "Somebody else has changed it: decide what to keep." };
    default:
      return { status: "skipped", reason: "Its instance was replaced." };
  }
}

/** Errors after which a write may have been done all the same. */
const OPEN_ENDED: readonly ErrorCode[] = ["timed_out", "tunnel_lost"];

/** The parts that were not begun because config.yaml was not saved. */
export function skipped(plan: PlatformPlan, isRestart: boolean): LegResult[] {
  const reason = "Not begun, since config.yaml was not saved.";
  return legsOf(plan, isRestart).map((leg) => ({ leg, outcome: { status: "skipped", reason } }));
}

export function ofReport({ legs }: SaveReport): LegResult[] {
  return legs;
}

/** What is known of the parts when the whole request failed. */
export function ofThrown(plan: PlatformPlan, isRestart: boolean, error: IpcFailure): LegResult[] {
  const isOpen = error.code === "timed_out" || error.code === "cancelled";
  const outcome: SaveOutcome = { status: isOpen ? "unknown" : "failed", error };
  return legsOf(plan, isRestart).map((leg) => ({ leg, outcome }));
}

function legsOf({ fields, model, provider }: PlatformPlan, isRestart: boolean): SaveLeg[] {
  const hasRow = fields.some((field) => ROW_FIELDS.includes(field));
  return [
    ...(hasRow ? (["row"] as const) : []),
    ...(model === null ? [] : (["model"] as const)),
    ...(provider === null ? [] : (["provider"] as const)),
    ...(isRestart ? (["restart"] as const) : []),
  ];
}

const ROW_FIELDS: readonly PlatformField[] = ["name", "tier", "runtime"];

/** The fields that the platform has taken; the others stay to be saved. */
export function savedFields(
  fields: readonly PlatformField[],
  { legs }: SaveReport,
): PlatformField[] {
  return fields.filter((field) => {
    const leg = ROW_FIELDS.includes(field) ? "row" : field;
    const outcome = legs.find((one) => one.leg === leg)?.outcome;
    return (
      outcome?.status === "saved" ||
      (outcome?.status === "not_accepted" && !outcome.fields.includes(field))
    );
  });
}

/** Whether all that was asked for was done. */
export function isAllSaved(results: readonly LegResult[]): boolean {
  return results.every(({ outcome }) => outcome.status === "saved");
}
