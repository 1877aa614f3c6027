import type {
  FileContent,
  IpcError as IpcFailure,
  Leg,
  Listing,
  Model,
  Outcome,
  PanelEvent,
  Provider,
  Workspace,
} from "../ipc/contract";

/** One part of a panel: on its way, or settled. */
export type LegState<T> = { status: "loading" } | Outcome<T>;

export type PanelLegs = {
  workspace: LegState<Workspace>;
  model: LegState<Model>;
  provider: LegState<Provider>;
  config: LegState<FileContent>;
  files: LegState<Listing>;
};

export type PanelState = {
  /** The opening that these legs belong to; 0 before the first. */
  generation: number;
  legs: PanelLegs;
};

export type PanelAction =
  | { type: "opened"; generation: number }
  /** Opened anew: what is shown stays until the new answers arrive. */
  | { type: "reopened"; generation: number }
  | LegAction;

/** What happens within one opening. */
type LegAction =
  | { type: "retried"; generation: number; leg: Leg }
  | { type: "arrived"; event: PanelEvent }
  /** The opening as a whole failed; legs that had not arrived never will. */
  | { type: "rejected"; generation: number; legs: readonly Leg[]; error: IpcFailure };

/** Every leg, in the order in which they matter to the reader. */
export const ALL_LEGS: readonly Leg[] = ["workspace", "model", "provider", "config", "files"];

const LOADING = { status: "loading" } as const;

export const initialPanel: PanelState = {
  generation: 0,
  legs: {
    workspace: LOADING,
    model: LOADING,
    provider: LOADING,
    config: LOADING,
    files: LOADING,
  },
};

/** The panel after `action`. What belongs to another generation changes nothing. */
export function reducePanel(state: PanelState, action: PanelAction): PanelState {
  if (action.type === "opened") {
    return { generation: action.generation, legs: initialPanel.legs };
  }
  if (action.type === "reopened") {
    return { generation: action.generation, legs: withoutFailures(state.legs) };
  }
  const generation = action.type === "arrived" ? action.event.generation : action.generation;
  if (generation !== state.generation) {
    return state;
  }
  return { generation, legs: reduceLegs(state.legs, action) };
}

function reduceLegs(legs: PanelLegs, action: LegAction): PanelLegs {
  switch (action.type) {
    case "retried":
      return { ...legs, [action.leg]: LOADING };
    case "arrived":
      return settle(legs, action.event);
    case "rejected": {
      const failed = { status: "failed", error: action.error, ms: 0 } as const;
      const missing = action.legs.filter((leg) => legs[leg].status === "loading");
      return { ...legs, ...Object.fromEntries(missing.map((leg) => [leg, failed])) };
    }
  }
}

/** The legs that have failed, in the order of {@link ALL_LEGS}. */
export function failedLegs(legs: PanelLegs): Leg[] {
  return ALL_LEGS.filter((leg) => legs[leg].status === "failed");
}

/** Where config.yaml is, or would be; null while that is not known. */
export function configPathOf({ config, files }: PanelLegs): string | null {
  if (config.status === "ok") {
    return config.value.path;
  }
  return files.status === "ok" ? `${files.value.base}/config.yaml` : null;
}

function withoutFailures(legs: PanelLegs): PanelLegs {
  return { ...legs, ...Object.fromEntries(failedLegs(legs).map((leg) => [leg, LOADING])) };
}

function settle(legs: PanelLegs, event: PanelEvent): PanelLegs {
  switch (event.type) {
    case "workspace":
      return { ...legs, workspace: event.outcome };
    case "model":
      return { ...legs, model: event.outcome };
    case "provider":
      return { ...legs, provider: event.outcome };
    case "config":
      return { ...legs, config: event.outcome };
    case "files":
      return { ...legs, files: event.outcome };
  }
}
