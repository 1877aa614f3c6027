import type {
  AcceptHostKey,
  AppEvent,
  ChooseInstance,
  ChosenInstance,
  CredentialsProblem,
  InstanceCandidate,
  InstanceSearch,
  IpcError as IpcFailure,
  OpenedIn,
  OpenIn,
  RefusedHostKey,
} from "../contract";
import { IpcError } from "../ipcError";
import { type FakeWorld, listOf } from "./world";

/** What stands between an invented fleet and its user; by workspace id. */
export type FakeAccess = {
  refusedKeys: Record<string, RefusedHostKey>;
  candidates: Record<string, InstanceCandidate[]>;
  chosen: Record<string, ChosenInstance>;
  /** Why EC2 cannot be asked for instances. */
  searchProblem: IpcFailure | null;
  /** Why an instance cannot be reached. */
  failures: Record<string, IpcFailure>;
  credentials: CredentialsProblem | null;
};

/** One workspace for each kind of trouble: its host key, its instance, its security group. */
export function fakeAccess(): FakeAccess {
  return {
    refusedKeys: {
      "ws-09": {
        instanceId: "i-0a1b2c3d4e5f60008",
        expected: ["SHA256:q9eVYdJ3Zr0cAqVb8mT5h1nLkXwP7sUoEiG2fRjD6yM"],
        expectation: "pin",
        offered: "SHA256:Zx41TqWnB7uKc0LfHs9pE3vRmA6yJdGiO2hXbVtN8k5",
      },
    },
    candidates: { "ws-08": candidates() },
    chosen: {},
    searchProblem: null,
    failures: { "ws-14": TARGET_UNREACHABLE },
    credentials: null,
  };
}

export const TARGET_UNREACHABLE: IpcFailure = {
  code: "target_unreachable",
  message: "the endpoint cannot reach port 22 of 10.0.3.17: connection timed out after 10 s",
  remedy:
    "Most likely a security-group rule is missing. Allow TCP 22 into sg-0b1c2d3e (the instance) from sg-09f8e7d6 (the endpoint) (`aws ec2 authorize-security-group-ingress --group-id sg-0b1c2d3e --protocol tcp --port 22 --source-group sg-09f8e7d6`), and TCP 22 out of sg-09f8e7d6 (the endpoint). Else: sshd does not run there, the instance is still starting, or a network ACL is in the way.",
};

export const ACCESS_DENIED: IpcFailure = {
  code: "access_denied",
  message:
    "AWS does not allow ec2-instance-connect:SendSSHPublicKey: User arn:aws:sts::111122223333:assumed-role/dev/ada is not authorized",
  remedy: `Ask whoever manages the AWS account to allow it, for instance with this IAM statement:
{
  "Effect": "Allow",
  "Action": "ec2-instance-connect:SendSSHPublicKey",
  "Resource": "arn:aws:ec2:us-east-2:111122223333:instance/i-0a1b2c3d4e5f60013"
}`,
};

export function expiredCredentials(): CredentialsProblem {
  return {
    error: {
      code: "credentials_expired",
      message: "the session of the AWS profile team-a has expired",
      remedy: "Run `aws sso login --profile team-a`.",
    },
    command: "aws sso login --profile team-a",
    sinceMs: Date.now() - 4 * 60_000,
    waiting: 12,
  };
}

/** Why the files of a workspace cannot be reached; null when they can. */
export function accessFailure(world: FakeWorld, workspaceId: string): IpcFailure | null {
  const { access } = world;
  const refused = access.refusedKeys[workspaceId];
  if (refused !== undefined) {
    return {
      code: "host_key_changed",
      message: `the host key of ${refused.instanceId} has changed: expected ${refused.expected.join(", ")}, got ${refused.offered}`,
    };
  }
  if (access.failures[workspaceId] !== undefined) {
    return access.failures[workspaceId];
  }
  if (instanceOf(world, workspaceId) === null) {
    return {
      code: "no_instance",
      message: "no EC2 instance is known for this workspace, so it has no files to show",
      remedy:
        "The platform does not tell it. Choose the instance: those whose tag Name names the workspace are offered, or give its id.",
    };
  }
  return null;
}

export function instanceOf({ workspaces, access }: FakeWorld, workspaceId: string): string | null {
  const row = workspaces.find(({ id }) => id === workspaceId);
  return row?.instanceId ?? access.chosen[workspaceId]?.instanceId ?? null;
}

/** The workspace moves to a new instance, with the same files: the list tells it first, then the event. */
export function replaceInstance(
  world: FakeWorld,
  workspaceId: string,
  next: string | null = "i-0fedcba9876543210",
): [list: AppEvent, event: AppEvent] {
  const instanceId = instanceOf(world, workspaceId) ?? "";
  world.workspaces = world.workspaces.map((row) =>
    row.id === workspaceId ? { ...row, instanceId: next } : row,
  );
  const list: AppEvent = { type: "workspaces", list: listOf(world) };
  return [list, { type: "instance_replaced", workspaceId, instanceId }];
}

export function findInstance({ access }: FakeWorld, workspaceId: string): InstanceSearch {
  return {
    tag: "Name",
    candidates: access.searchProblem === null ? (access.candidates[workspaceId] ?? []) : [],
    chosen: access.chosen[workspaceId] ?? null,
    problem: access.searchProblem,
  };
}

export function chooseInstance({ access }: FakeWorld, args: ChooseInstance): null {
  const { [args.workspaceId]: _forgotten, ...others } = access.chosen;
  access.chosen =
    args.instance === null ? others : { ...others, [args.workspaceId]: args.instance };
  return null;
}

export function acceptHostKey({ access }: FakeWorld, args: AcceptHostKey): null {
  if (access.refusedKeys[args.workspaceId]?.offered !== args.fingerprint) {
    throw new IpcError("conflict", "the instance offers another key by now");
  }
  delete access.refusedKeys[args.workspaceId];
  return null;
}

export function openIn(world: FakeWorld, { workspaceId, tool }: OpenIn): OpenedIn {
  const instance = instanceOf(world, workspaceId) ?? "";
  const target = `ubuntu@${instance}`;
  return {
    command:
      tool === "vs_code" ? `code --remote ssh-remote+${target} /configs` : `causeway ssh ${target}`,
  };
}

function candidates(): InstanceCandidate[] {
  const name = "Copy Writer with a name that is longer than its card";
  return [
    {
      instanceId: "i-0c4f5d6e7a8b9c0d1",
      name,
      state: "running",
      address: "10.0.3.41",
      launchTime: "2026-03-01T08:12:44Z",
    },
    {
      instanceId: "i-05a6b7c8d9e0f1a2b",
      name,
      state: "stopped",
      address: "10.0.3.12",
      launchTime: "2026-02-11T16:40:02Z",
    },
  ];
}
