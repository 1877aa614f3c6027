import { isBelow } from "../../lifecycle/teams";
import type {
  Controlled,
  ControlWorkspace,
  DismissRestart,
  IpcError as IpcFailure,
  SavedLeg,
  SaveReport,
  SaveWorkspace,
  Template,
  Workspace,
  WorkspaceAction,
  WorkspaceChanges,
} from "../contract";
import type { FakeHost } from "../fakeHost";
import { IpcError } from "../ipcError";

type Fake = Omit<FakeHost, "host">;

/** How many answers' time a workspace takes to start. */
const START_DELAYS = 25;

/** Answers what changes workspaces on the platform. */
export function answerLifecycle(
  fake: Fake,
  name: "save_workspace" | "control_workspace" | "dismiss_restart" | "list_templates",
  args: unknown,
): Controlled | SaveReport | Template[] | null {
  switch (name) {
    case "control_workspace": {
      const { workspaceId, action } = args as ControlWorkspace;
      return control(fake, workspaceId, action);
    }
    case "save_workspace":
      return save(fake, args as SaveWorkspace);
    case "dismiss_restart":
      change(fake, [(args as DismissRestart).workspaceId], { needsRestart: null });
      return null;
    case "list_templates":
      return templates();
  }
}

function control(fake: Fake, id: string, action: WorkspaceAction): Controlled {
  const row = rowOf(fake, id);
  const isPaused = row.status === "paused";
  if (action === "pause") {
    if (isPaused) {
      throw new IpcError("not_found", "workspace not found or already paused");
    }
    const ids = [id, ...idsBelow(fake, id)];
    change(fake, ids, { status: "paused", currentTask: null, activeTasks: 0 });
    return { status: "paused", count: ids.length };
  }
  if (action === "resume" && !isPaused) {
    throw new IpcError("not_found", "workspace not found or not paused");
  }
  const lead = fake.world.workspaces.find((other) => other.id === row.parentId);
  if (lead?.status === "paused") {
    const message = `parent workspace "${lead.name}" is paused — resume it first`;
    throw new IpcError("conflict", message);
  }
  const ids = action === "resume" ? [id, ...idsBelow(fake, id)] : [id];
  start(fake, ids);
  return { status: "provisioning", count: ids.length };
}

function start(fake: Fake, ids: readonly string[]): void {
  change(fake, ids, {
    status: "provisioning",
    provisioningSinceMs: Date.now(),
    currentTask: null,
    activeTasks: 0,
    needsRestart: null,
  });
  if (fake.options.delayMs > 0) {
    const online = { status: "online", provisioningSinceMs: null, uptimeSeconds: 0 };
    setTimeout(() => change(fake, ids, online), fake.options.delayMs * START_DELAYS);
  }
}

function save(fake: Fake, { workspaceId, changes, model, provider, restart }: SaveWorkspace) {
  const legs: SavedLeg[] = [];
  if (Object.values(changes).some((value) => value !== null)) {
    legs.push({ leg: "row", outcome: saveRow(fake, workspaceId, changes) });
  }
  const saved = { status: "saved" } as const;
  if (model !== null) {
    legs.push({ leg: "model", outcome: saved });
  }
  if (provider !== null) {
    legs.push({ leg: "provider", outcome: saved });
  }
  if (restart) {
    const hasFailed = legs.some(({ outcome }) => outcome.status !== "saved");
    const reason = "A part before it was not saved.";
    legs.push({ leg: "restart", outcome: hasFailed ? { status: "skipped", reason } : saved });
    if (!hasFailed) {
      control(fake, workspaceId, "restart");
    }
  }
  const report: SaveReport = {
    legs,
    workspace: rowOf(fake, workspaceId),
    model: model === null ? null : { model, source: "workspace_secrets" },
    provider: null,
  };
  return report;
}

function saveRow(fake: Fake, id: string, changes: WorkspaceChanges): SavedLeg["outcome"] {
  const { name, role, tier, runtime, parent } = changes;
  const row = rowOf(fake, id);
  const rows = Object.fromEntries(fake.world.workspaces.map((other) => [other.id, other]));
  if (parent?.kind === "workspace" && (parent.id === id || isBelow(rows, parent.id, id))) {
    const error: IpcFailure = {
      code: "invalid_input",
      message: "a workspace cannot be below itself",
    };
    return { status: "failed", error };
  }
  if (runtime !== null && fake.options.refusesRuntime) {
    change(fake, [id], { name: name ?? row.name, tier: tier ?? row.tier });
    return { status: "not_accepted", fields: ["runtime"] };
  }
  const needsRestart =
    tier !== null || runtime !== null
      ? { reason: "row" as const, sinceMs: Date.now() }
      : row.needsRestart;
  change(fake, [id], {
    name: name ?? row.name,
    role: role === null ? row.role : role === "" ? null : role,
    tier: tier ?? row.tier,
    runtime: runtime ?? row.runtime,
    parentId: parent === null ? row.parentId : parent.kind === "none" ? null : parent.id,
    needsRestart,
  });
  return { status: "saved" };
}

/** Changes rows as the platform would, and tells the window. */
function change({ world, push }: Fake, ids: readonly string[], changes: Partial<Workspace>): void {
  const isMeant = new Set(ids);
  world.workspaces = world.workspaces.map((row) =>
    isMeant.has(row.id) ? { ...row, ...changes } : row,
  );
  push({
    type: "workspaces_changed",
    rows: world.workspaces.filter(({ id }) => isMeant.has(id)),
    removed: [],
    fetchedMs: Date.now(),
    source: "live",
  });
}

function idsBelow({ world }: Fake, id: string): string[] {
  const rows = Object.fromEntries(world.workspaces.map((row) => [row.id, row]));
  return world.workspaces.filter((row) => isBelow(rows, row.id, id)).map((row) => row.id);
}

function rowOf({ world }: Fake, id: string): Workspace {
  const row = world.workspaces.find((other) => other.id === id);
  if (row === undefined) {
    throw new IpcError("not_found", "workspace not found");
  }
  return row;
}

function templates(): Template[] {
  return ["claude-code", "crewai", "external", "hermes", "langgraph"].map((runtime) => ({
    id: `${runtime}-default`,
    name: `Default for ${runtime}`,
    runtime,
    model: runtime === "claude-code" ? "sonnet-5" : "",
    models:
      runtime === "claude-code"
        ? [
            { id: "sonnet-5", name: "Sonnet 5", requiredEnv: ["ANTHROPIC_API_KEY"] },
            { id: "opus-5", name: "Opus 5", requiredEnv: ["ANTHROPIC_API_KEY"] },
          ]
        : [],
  }));
}
