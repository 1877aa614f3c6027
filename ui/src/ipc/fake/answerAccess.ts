import type {
  AcceptHostKey,
  AppEvent,
  ChooseInstance,
  FindInstance,
  OpenIn,
  ReadHostKey,
  RunDoctor,
} from "../contract";
import type { CallName } from "../host";
import { acceptHostKey, chooseInstance, findInstance, openIn } from "./access";
import { bugReport } from "./doctor";
import type { FakeWorld } from "./world";

/** The commands about the way to an instance. */
export type AccessCall = Extract<
  CallName,
  | "find_instance"
  | "choose_instance"
  | "read_host_key"
  | "accept_host_key"
  | "renew_credentials"
  | "stop_waiting_for_credentials"
  | "write_bug_report"
  | "open_in"
>;

/** Answers a command about the way to an instance. */
export function answerAccess(
  world: FakeWorld,
  name: AccessCall,
  args: unknown,
  push: (event: AppEvent) => void,
): unknown {
  switch (name) {
    case "find_instance":
      return findInstance(world, (args as FindInstance).workspaceId);
    case "choose_instance":
      return chooseInstance(world, args as ChooseInstance);
    case "read_host_key":
      return world.access.refusedKeys[(args as ReadHostKey).workspaceId] ?? null;
    case "accept_host_key":
      return acceptHostKey(world, args as AcceptHostKey);
    case "renew_credentials":
    case "stop_waiting_for_credentials":
      world.access.credentials = null;
      push({ type: "credentials", problem: null });
      return null;
    case "write_bug_report":
      return bugReport(world, (args as RunDoctor).workspaceId);
    case "open_in":
      return openIn(world, args as OpenIn);
  }
}
