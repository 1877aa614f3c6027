import type {
  FileContent,
  IpcError as IpcFailure,
  Leg,
  Listing,
  Model,
  PanelEvent,
  Provider,
  SaveReport,
  Workspace,
} from "../ipc/contract";
import { knownOf, type LegState, LOADING, restart, settleLeg } from "./legState";

export type PanelLegs = {
  workspace: LegState<Workspace>;
  model: LegState<Model>;
  provider: LegState<Provider>;
  config: LegState<FileContent>;
  files: LegState<Listing>;
};

export type PanelState = {
  /** The opening that these legs belong to; 0 while there is none. */
  generation: number;
  legs: PanelLegs;
  /** The legs that have to be settled by this opening, or by the next; until then they show what an earlier one brought. */
  awaited: readonly Leg[];
};

export type PanelAction =
  | { type: "opened"; generation: number }
  /** Opened anew: what is shown stays until the new answers arrive. */
  | { type: "reopened"; generation: number }
  /** Nobody sees it any more: what still arrives is dropped. */
  | { type: "closed" }
  /** A save has read back what it changed. */
  | { type: "read_back"; report: SaveReport; nowMs: number }
  | LegAction;

/** What happens within one opening. */
type LegAction =
  | { type: "retried"; generation: number; leg: Leg }
  | { type: "arrived"; event: PanelEvent }
  /** The opening as a whole failed; legs that had not arrived never will. */
  | { type: "rejected"; generation: number; legs: readonly Leg[]; error: IpcFailure };

/** Every leg, in the order in which they matter to the reader. */
export const ALL_LEGS: readonly Leg[] = ["workspace", "model", "provider", "config", "files"];

export const initialPanel: PanelState = {
  generation: 0,
  legs: {
    workspace: LOADING,
    model: LOADING,
    provider: LOADING,
    config: LOADING,
    files: LOADING,
  },
  awaited: ALL_LEGS,
};

/** The panel after `action`. What belongs to another generation changes nothing. */
export function reducePanel(state: PanelState, action: PanelAction): PanelState {
  if (action.type === "opened") {
    return { ...initialPanel, generation: action.generation };
  }
  if (action.type === "reopened") {
    const { generation } = action;
    return { generation, legs: withoutFailures(state.legs), awaited: ALL_LEGS };
  }
  if (action.type === "closed") {
    return { ...state, generation: 0, awaited: ALL_LEGS };
  }
  if (action.type === "read_back") {
    return { ...state, legs: readBack(state.legs, action.report, action.nowMs) };
  }
  const generation = action.type === "arrived" ? action.event.generation : action.generation;
  if (generation !== state.generation) {
    return state;
  }
  return {
    generation,
    legs: reduceLegs(state.legs, action),
    awaited: reduceAwaited(state.awaited, action),
  };
}

function reduceAwaited(awaited: readonly Leg[], action: LegAction): readonly Leg[] {
  switch (action.type) {
    case "retried":
      return awaited.includes(action.leg) ? awaited : [...awaited, action.leg];
    case "arrived": {
      const { type, outcome } = action.event;
      return outcome.status === "stored" ? awaited : awaited.filter((leg) => leg !== type);
    }
    case "rejected":
      return awaited.filter((leg) => !action.legs.includes(leg));
  }
}

function reduceLegs(legs: PanelLegs, action: LegAction): PanelLegs {
  switch (action.type) {
    case "retried":
      return { ...legs, [action.leg]: restart<unknown>(legs[action.leg]) };
    case "arrived":
      return settle(legs, action.event);
    case "rejected": {
      const failed = { status: "failed", error: action.error, ms: 0 } as const;
      const missing = action.legs.filter((leg) => legs[leg].status === "loading");
      return {
        ...legs,
        ...Object.fromEntries(missing.map((leg) => [leg, settleLeg<unknown>(legs[leg], failed)])),
      };
    }
  }
}

/** The legs that have failed, in the order of {@link ALL_LEGS}. */
export function failedLegs(legs: PanelLegs): Leg[] {
  return ALL_LEGS.filter((leg) => legs[leg].status === "failed");
}

/** The legs that have to be asked again after nobody could be asked since `sinceMs`. */
export function staleLegs(legs: PanelLegs, sinceMs: number): Leg[] {
  return ALL_LEGS.filter((name) => {
    const leg: LegState<unknown> = legs[name];
    return leg.status === "failed" || (leg.status === "ok" && leg.fetchedMs < sinceMs);
  });
}

/** Where config.yaml is, or would be; null while that is not known. */
export function configPathOf({ config, files }: PanelLegs): string | null {
  const content = knownOf(config);
  if (content !== null) {
    return content.path;
  }
  const listing = knownOf(files);
  return listing === null ? null : `${listing.base}/config.yaml`;
}

function withoutFailures(legs: PanelLegs): PanelLegs {
  const again = failedLegs(legs).map((leg) => [leg, restart<unknown>(legs[leg])]);
  // Where nothing is to be shown anew, nothing is drawn anew.
  return again.length === 0 ? legs : { ...legs, ...Object.fromEntries(again) };
}

/** What a save has read back is as good as the answer of a leg. */
function readBack(legs: PanelLegs, report: SaveReport, nowMs: number): PanelLegs {
  const { workspace, model, provider } = report;
  const ok = { status: "ok", ms: 0, fetchedMs: nowMs } as const;
  return {
    ...legs,
    ...(workspace === null ? {} : { workspace: { ...ok, value: workspace } }),
    ...(model === null ? {} : { model: { ...ok, value: model } }),
    ...(provider === null ? {} : { provider: { ...ok, value: provider } }),
  };
}

function settle(legs: PanelLegs, event: PanelEvent): PanelLegs {
  switch (event.type) {
    case "workspace":
      return { ...legs, workspace: settleLeg(legs.workspace, event.outcome) };
    case "model":
      return { ...legs, model: settleLeg(legs.model, event.outcome) };
    case "provider":
      return { ...legs, provider: settleLeg(legs.provider, event.outcome) };
    case "config":
      return { ...legs, config: settleLeg(legs.config, event.outcome) };
    case "files":
      return { ...legs, files: settleFiles(legs.files, event.outcome) };
  }
}

/** A listing that says itself that it comes from the store is no answer of now. */
function settleFiles(before: LegState<Listing>, outcome: FilesOutcome): LegState<Listing> {
  const stored = outcome.status === "ok" ? outcome.value.stored : null;
  if (outcome.status !== "ok" || stored === null) {
    return settleLeg(before, outcome);
  }
  const { fetchedMs, error } = stored;
  const seen = settleLeg(before, { status: "stored", value: outcome.value, fetchedMs });
  return settleLeg(seen, { status: "failed", error, ms: outcome.ms });
}

type FilesOutcome = Extract<PanelEvent, { type: "files" }>["outcome"];
