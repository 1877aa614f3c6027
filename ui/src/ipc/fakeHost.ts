import type { AppEvent, Commands, OpenPanel } from "./contract";
import { accessFailure, expiredCredentials, replaceInstance } from "./fake/access";
import { answer } from "./fake/answer";
import { doctorResults, reportOf } from "./fake/doctor";
import { failIfAsked } from "./fake/failing";
import { changePrompt, reachInstance } from "./fake/files";
import { bigFleet } from "./fake/fleet";
import { furnish } from "./fake/furnish";
import { sendLegs } from "./fake/legs";
import { FAKE_DEFAULTS, type FakeOptions, pause } from "./fake/options";
import { searchFakeFiles } from "./fake/search";
import { keepToken } from "./fake/settings";
import { advanceTransfers } from "./fake/transfers";
import { listFakeFiles } from "./fake/tree";
import { advance, finishDial, holdInterest, replaceTunnels } from "./fake/tunnels";
import { type FakeWorld, fakeWorld, snapshotOf } from "./fake/world";
import type { CallArgs, CallName, CallReply, Host } from "./host";

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
  if (options.bigFolder > 0) {
    furnish(world);
  }
  if (options.fleet > 0) {
    world.workspaces = bigFleet(options.fleet);
  }
  keepToken(world, options.tokenKept);
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
      return answer(fake, name, args[0]) as CallReply<Name>;
    },
    async openPanel(args, onEvent) {
      calls.push({ name: "open_panel", args });
      await setUp(fake, args);
      await sendLegs(fake, args, onEvent);
      replaceLater(fake, args.workspaceId);
      changeLater(fake);
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
    async listFiles(args, onPart) {
      calls.push({ name: "list_files", args });
      await pause(options.delayMs);
      failIfAsked(options, "list_files");
      reachInstance(world, args.workspaceId);
      return listFakeFiles(world, options, args, onPart);
    },
    async searchFiles(args, onMatches) {
      calls.push({ name: "search_files", args });
      await pause(options.delayMs);
      failIfAsked(options, "search_files");
      reachInstance(world, args.workspaceId);
      return searchFakeFiles(world, options, args, onMatches);
    },
    async subscribe(onEvent) {
      listeners.add(onEvent);
      await pause(options.delayMs);
      const state = snapshotOf(world, options.mode, options.isOffline);
      const { cacheNotice, isFirstStart } = options;
      const workspaces = isFirstStart ? null : state.workspaces;
      onEvent({ type: "snapshot", state: { ...state, workspaces, cacheNotice } });
      if (options.tickMs > 0) {
        setInterval(() => replaceTunnels(fake, advance(world.tunnels, Date.now())), options.tickMs);
        setInterval(() => moveTransfers(fake), options.tickMs);
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

/** Moves the transfers on, while there are any. */
function moveTransfers({ world, push }: Omit<FakeHost, "host">): void {
  if (world.transfers.length > 0) {
    advanceTransfers(world);
    push({ type: "transfers", transfers: world.transfers });
  }
}

/** Rewrites a prompt once, as an agent would, where that is wanted. */
function changeLater({ world, options }: Omit<FakeHost, "host">): void {
  if (options.changeAfterMs > 0) {
    setTimeout(() => changePrompt(world), options.changeAfterMs);
    options.changeAfterMs = 0;
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
