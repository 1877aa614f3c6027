import type { Model, Provider, Workspace, WorkspaceChanges } from "../ipc/contract";
import { workspaceNameProblem } from "../lifecycle/nameProblem";
import { knownOf, type LegState } from "../panel/legState";
import type { Config } from "./parseConfig";
import type { PlatformEdits, PlatformField } from "./platformEdits";

/** What a save is to change on the platform. */
export type PlatformPlan = {
  changes: WorkspaceChanges;
  /** "" takes the override away; null leaves it. */
  model: string | null;
  provider: string | null;
  /** The fields that are among these. */
  fields: readonly PlatformField[];
  /** Fields that the user has changed to what the platform would not take: they stay as they are there. */
  problems: Readonly<Partial<Record<PlatformField, string>>>;
};

type Known = {
  row: Workspace | null;
  model: LegState<Model>;
  provider: LegState<Provider>;
};

/**
 * What the draft of config.yaml changes of what the platform knows, too. A key that is taken out of the
 * file takes nothing away from the platform.
 */
export function editsOfFile(saved: Config | null, draft: Config | null): PlatformEdits {
  if (saved === null || draft === null) {
    return {};
  }
  const before = platformValues(saved);
  const after = platformValues(draft);
  const fields = Object.keys(after) as (keyof typeof after)[];
  return Object.fromEntries(
    fields
      .filter((field) => after[field] !== "" && before[field] !== after[field])
      .map((field) => [field, after[field]] as const),
  );
}

function platformValues({ name = "", tier, runtime = "", ...config }: Config) {
  return { name, tier: tier === undefined ? "" : String(tier), runtime, model: modelOf(config) };
}

/** The model of a file: the one of its runtime's settings before the plain one. */
function modelOf({ model = "", runtimeModel = "" }: Config): string {
  return runtimeModel === "" ? model : runtimeModel;
}

/** What has to be sent for `edits`: only what differs from what the platform has. */
export function planSave(edits: PlatformEdits, known: Known): PlatformPlan {
  const problems = problemsOf(edits);
  const typed = (field: PlatformField) =>
    problems[field] === undefined ? edits[field]?.trim() : undefined;
  const { row } = known;
  const changes: WorkspaceChanges = {
    name: differing(typed("name"), row?.name),
    role: null,
    tier: tierOf(differing(typed("tier"), row?.tier == null ? undefined : String(row.tier))),
    runtime: differing(typed("runtime"), row?.runtime.trim()),
    parent: null,
  };
  const model = modelPlan(typed("model"), knownOf(known.model));
  const provider = providerPlan(typed("provider"), known.provider);
  const fields = (["name", "tier", "runtime"] as const).filter((field) => changes[field] !== null);
  const rest: PlatformField[] = [
    ...(model === null ? [] : (["model"] as const)),
    ...(provider === null ? [] : (["provider"] as const)),
  ];
  return { changes, model, provider, fields: [...fields, ...rest], problems };
}

/** An emptied name, tier or runtime is never sent: the platform has no word for it. */
function differing(typed: string | undefined, present: string | undefined): string | null {
  return typed === undefined || typed === "" || typed === present ? null : typed;
}

function tierOf(typed: string | null): number | null {
  return typed === null ? null : Number(typed);
}

function modelPlan(typed: string | undefined, present: Model | null): string | null {
  if (typed === undefined) {
    return null;
  }
  if (typed !== "") {
    return typed === present?.model.trim() ? null : typed;
  }
  return present === null || hasOverride(present) ? "" : null;
}

/** Whether a user has set the model on the platform, so that it can be taken away. */
function hasOverride({ model, source }: Model): boolean {
  return model.trim() !== "" && source !== "default" && source !== "unresolved";
}

function providerPlan(typed: string | undefined, leg: LegState<Provider>): string | null {
  if (typed === undefined || leg.status === "not_offered") {
    return null;
  }
  return typed === knownOf(leg)?.provider.trim() ? null : typed;
}

function problemsOf(edits: PlatformEdits): PlatformPlan["problems"] {
  const { name = "", tier = "", runtime = "", model = "", provider = "" } = edits;
  const found: [PlatformField, string | null][] = [
    ["name", name.trim() === "" ? null : workspaceNameProblem(name.trim())],
    ["tier", tier.trim() === "" || /^[1-4]$/.test(tier.trim()) ? null : TIERS],
    ["runtime", wordProblem("A runtime", runtime)],
    ["model", wordProblem("A model", model)],
    ["provider", wordProblem("A provider", provider)],
  ];
  return Object.fromEntries(found.filter(([, problem]) => problem !== null));
}

export const TIERS = "The platform takes tiers from 1 to 4.";

/** The most bytes that the platform takes for a runtime, a model or a provider. */
const WORD_BYTES = 100;

function wordProblem(what: string, typed: string): string | null {
  if (/[\r\n]/.test(typed.trim())) {
    return `${what} is one line.`;
  }
  return new TextEncoder().encode(typed.trim()).length > WORD_BYTES
    ? `${what} has at most ${WORD_BYTES} bytes.`
    : null;
}
