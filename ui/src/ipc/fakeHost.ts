import type {
  AppEvent,
  ClosePanel,
  CloseTunnel,
  Commands,
  ErrorCode,
  IpcError as IpcFailure,
  Leg,
  OpenPanel,
  PanelEvent,
  RemoveFile,
  Tunnel,
  WriteFile,
} from "./contract";
import { accessFailure, expiredCredentials, replaceInstance } from "./fake/access";
import { answerAccess } from "./fake/answerAccess";
import { doctorResults, reportOf } from "./fake/doctor";
import {
  listFolder,
  reachInstance,
  readFakeFile,
  removeFakeFile,
  writeFakeFile,
} from "./fake/files";
import { FAKE_DEFAULTS, type FakeOptions } from "./fake/options";
import { advance, endInterest, finishDial, holdInterest } from "./fake/tunnels";
import {
  emptySettings,
  type FakeWorld,
  fakeWorld,
  listOf,
  modelOf,
  snapshotOf,
} from "./fake/world";
import type { CallArgs, CallName, CallReply, Host } from "./host";
import { IpcError } from "./ipcError";

/** An invented backend and the strings it hangs on. */
export type FakeHost = {
  host: Host;
  world: FakeWorld;
  options: FakeOptions;
  /** Everything that was called, in order. */
  calls: { name: keyof Commands; args: unknown }[];
  push: (event: AppEvent) => void;
};

/** A backend for tests and for looking at the UI in a browser. Not part of the product's bundle. */
export function createFakeHost(chosen: Partial<FakeOptions> = {}): FakeHost {
  const options: FakeOptions = { ...FAKE_DEFAULTS, ...chosen };
  const world = fakeWorld();
  world.access.credentials = options.hasExpired ? expiredCredentials() : null;
  const calls: FakeHost["calls"] = [];
  const listeners = new Set<(event: AppEvent) => void>();
  const push = (event: AppEvent) => {
    for (const listener of listeners) {
      listener(event);
    }
  };
  const fake: Omit<FakeHost, "host"> = { world, options, calls, push };

  const host: Host = {
    async call<Name extends CallName>(name: Name, ...args: CallArgs<Name>) {
      calls.push({ name, args: args[0] });
      await pause(options.delayMs);
      failIfAsked(options, name);
      return (await answer(fake, name, args[0])) as CallReply<Name>;
    },
    async openPanel(args, onEvent) {
      calls.push({ name: "open_panel", args });
      await setUp(fake, args);
      await sendLegs(fake, args, onEvent);
      replaceLater(fake, args.workspaceId);
    },
    async runDoctor(args, onResult) {
      calls.push({ name: "run_doctor", args });
      failIfAsked(options, "run_doctor");
      const results = doctorResults(world, args.workspaceId);
      for (const result of results) {
        await pause(options.delayMs);
        onResult(result);
      }
      return reportOf(results);
    },
    async subscribe(onEvent) {
      listeners.add(onEvent);
      await pause(options.delayMs);
      onEvent({ type: "snapshot", state: snapshotOf(world, options.mode, options.isOffline) });
      if (options.tickMs > 0) {
        setInterval(() => replaceTunnels(fake, advance(world.tunnels, Date.now())), options.tickMs);
      }
    },
  };
  return { ...fake, host };
}

/** Dials the tunnel that a panel needs, unless there is one. */
async function setUp(
  fake: Omit<FakeHost, "host">,
  { workspaceId, generation }: OpenPanel,
): Promise<void> {
  const { world, options } = fake;
  const workspace = world.workspaces.find((row) => row.id === workspaceId);
  world.openings.set(workspaceId, generation);
  const isBarred = accessFailure(world, workspaceId) !== null;
  if (workspace !== undefined && !options.isOffline && !isBarred) {
    replaceTunnels(fake, holdInterest(world.tunnels, workspace, Date.now()));
    await pause(options.delayMs);
    replaceTunnels(fake, finishDial(world.tunnels, workspaceId, Date.now()));
  }
}

/** Gives the workspace another instance once, where that is wanted. */
function replaceLater({ world, options, push }: Omit<FakeHost, "host">, workspaceId: string): void {
  if (options.replaceAfterMs > 0) {
    const replace = () => replaceInstance(world, workspaceId).forEach(push);
    setTimeout(replace, options.replaceAfterMs);
    options.replaceAfterMs = 0;
  }
}

function replaceTunnels({ world, push }: Omit<FakeHost, "host">, tunnels: Tunnel[]): void {
  world.tunnels = tunnels;
  push({ type: "tunnels", tunnels });
}

async function sendLegs(
  { world, options }: Omit<FakeHost, "host">,
  { workspaceId, generation, legs }: OpenPanel,
  onEvent: (event: PanelEvent) => void,
): Promise<void> {
  for (const leg of legs) {
    await pause(options.delayMs);
    const code = options.failing[leg];
    const isOfInstance = leg === "config" || leg === "files";
    const error =
      code === undefined
        ? isOfInstance
          ? accessFailure(world, workspaceId)
          : null
        : failure(options, code, `the ${leg} leg was told to fail`);
    if (error !== null) {
      onEvent({ type: leg, generation, outcome: { status: "failed", error, ms: 12 } });
    } else {
      onEvent(legEvent(world, workspaceId, leg, generation));
    }
  }
}

function legEvent(world: FakeWorld, id: string, leg: Leg, generation: number): PanelEvent {
  const ok = { status: "ok", ms: 42, fetchedMs: Date.now() } as const;
  switch (leg) {
    case "workspace": {
      const value = world.workspaces.find((row) => row.id === id);
      if (value === undefined) {
        const error = { code: "not_found", message: "workspace not found" } as const;
        return { type: leg, generation, outcome: { status: "failed", error, ms: 9 } };
      }
      return { type: leg, generation, outcome: { ...ok, value } };
    }
    case "model":
      return { type: leg, generation, outcome: { ...ok, value: modelOf(id) } };
    case "provider":
      return { type: leg, generation, outcome: { status: "not_offered", ms: 31 } };
    case "config":
      return {
        type: leg,
        generation,
        outcome: { ...ok, value: readFakeFile(world, "/configs/config.yaml", id) },
      };
    case "files":
      return { type: leg, generation, outcome: { ...ok, value: listFolder(world, "/configs") } };
  }
}

async function answer(
  fake: Omit<FakeHost, "host">,
  name: CallName,
  args: unknown,
): Promise<unknown> {
  const { world, options, push } = fake;
  const { path = "", workspaceId = "" } = (args ?? {}) as { path?: string; workspaceId?: string };
  switch (name) {
    case "read_card":
      return world.cards[workspaceId] ?? null;
    case "list_files":
      reachInstance(world, workspaceId);
      return listFolder(world, path);
    case "read_file":
      reachInstance(world, workspaceId);
      return readFakeFile(world, path, workspaceId);
    case "write_file":
      return await writeFakeFile(world, args as WriteFile);
    case "remove_file":
      return removeFakeFile(world, args as RemoveFile);
    case "read_settings":
      return emptySettings();
    case "save_settings":
      return { ...emptySettings(), values: (args as Commands["save_settings"][0]).values };
    case "refresh":
      push({ type: "workspaces", list: listOf(world) });
      return null;
    case "connect_demo":
      push({ type: "snapshot", state: snapshotOf(world, "demo", options.isOffline) });
      return null;
    case "leave_demo":
      push({ type: "snapshot", state: snapshotOf(world, "none", false) });
      return null;
    case "close_panel":
      if ((args as ClosePanel).generation >= (world.openings.get(workspaceId) ?? 0)) {
        replaceTunnels(fake, endInterest(world.tunnels, workspaceId));
      }
      return null;
    case "close_tunnel": {
      const { id } = args as CloseTunnel;
      replaceTunnels(
        fake,
        world.tunnels.filter((tunnel) => tunnel.id !== id),
      );
      return null;
    }
    case "close_all_tunnels":
      replaceTunnels(fake, []);
      return null;
    case "set_visible":
    case "move_nodes":
      return null;
    case "find_instance":
    case "choose_instance":
    case "read_host_key":
    case "accept_host_key":
    case "renew_credentials":
    case "stop_waiting_for_credentials":
    case "write_bug_report":
    case "open_in":
      return answerAccess(world, name, args, push);
  }
}

function failIfAsked(options: FakeOptions, name: CallName | "run_doctor"): void {
  const code = options.failing[name];
  if (code !== undefined) {
    const { message, remedy } = failure(options, code, `${name} was told to fail`);
    throw new IpcError(code, message, remedy);
  }
}

function failure(options: FakeOptions, code: ErrorCode, message: string): IpcFailure {
  const { failureMessage = message, failureRemedy: remedy } = options;
  return { code, message: failureMessage, ...(remedy === undefined ? {} : { remedy }) };
}

function pause(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
