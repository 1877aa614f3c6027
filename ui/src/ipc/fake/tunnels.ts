import type { AppEvent, PhaseTime, Tunnel, Workspace } from "../contract";
import type { FakeWorld } from "./world";

const TTL_MS = 50_000;
const ROTATES_BEFORE_END_MS = 8_000;
const DIAL_MS = 1_400;
const RECONNECT_MS = 9_000;
const ENDPOINT = "eice-0d4c3b2a190807f6e";

/** A set-up as it is on a good day: the key push runs beside the tunnel. */
const PHASES: readonly PhaseTime[] = [
  { name: "look-up", startMs: 0, ms: 84 },
  { name: "key push", startMs: 84, ms: 212 },
  { name: "websocket", startMs: 86, ms: 391 },
  { name: "SSH kex", startMs: 477, ms: 163 },
  { name: "auth", startMs: 640, ms: 118 },
  { name: "SFTP", startMs: 758, ms: 76 },
];

/** The tunnels of an invented fleet: one of each kind. */
export function fakeTunnels(workspaces: readonly Workspace[], nowMs: number): Tunnel[] {
  const to = (id: string) => target(workspaces.find((row) => row.id === id));
  return [
    {
      ...opened({ ...to("ws-01"), id: 7 }, nowMs - 12_000),
      leases: 1,
      channels: 2,
      ...bytes(4_821_733, 18_204),
    },
    {
      ...opened({ ...to("ws-02"), id: 9 }, nowMs - 31_000),
      rotatesAtMs: null,
      ...bytes(96_410, 3_120),
    },
    {
      ...slow(opened({ ...to("ws-07"), id: 12 }, nowMs - 3_000)),
      leases: 2,
      channels: 3,
      ...bytes(1_204, 921),
    },
    { ...dialling({ ...to("ws-11"), id: 14 }, nowMs), state: "connecting" },
    {
      ...dialling({ ...to("ws-03"), id: 13 }, nowMs - 4_000),
      state: "reconnecting",
      leases: 1,
      lastError: "the session was lost: no answer to 3 keep-alives",
    },
    {
      ...dialling({ ...to("ws-09"), id: 11 }, nowMs - 190_000),
      state: "failed",
      phases: PHASES.slice(0, 2),
      lastError: "the endpoint cannot reach port 22 of 10.0.3.17: connection timed out after 10 s",
    },
  ];
}

/** The tunnels a little later: dials end, tunnels rotate and expire, bytes flow. */
export function advance(tunnels: readonly Tunnel[], nowMs: number): Tunnel[] {
  let lastId = Math.max(0, ...tunnels.map(({ id }) => id));
  return tunnels.flatMap((tunnel) => {
    if (isDialled(tunnel, nowMs)) {
      return opened(tunnel, nowMs);
    }
    if (tunnel.state !== "open") {
      return tunnel;
    }
    if (tunnel.expiresAtMs !== null && tunnel.expiresAtMs <= nowMs) {
      return [];
    }
    const flowing = flow(tunnel);
    if (tunnel.rotatesAtMs === null || tunnel.rotatesAtMs > nowMs) {
      return flowing;
    }
    lastId += 1;
    const successor = dialling({ ...tunnel, id: lastId }, nowMs);
    return [{ ...flowing, rotatesAtMs: null }, successor];
  });
}

/** What opening a panel does: its instance's tunnel is kept ahead of time, or one is dialled. */
export function holdInterest(
  tunnels: readonly Tunnel[],
  workspace: Workspace,
  nowMs: number,
): Tunnel[] {
  if (workspace.instanceId === null) {
    return [...tunnels];
  }
  if (tunnels.some((tunnel) => tunnel.workspaceId === workspace.id && tunnel.state !== "failed")) {
    return tunnels.map((tunnel) =>
      tunnel.workspaceId === workspace.id ? rotating(tunnel) : tunnel,
    );
  }
  const others = tunnels.filter((tunnel) => tunnel.workspaceId !== workspace.id);
  const id = Math.max(0, ...tunnels.map((tunnel) => tunnel.id)) + 1;
  return [...others, dialling({ ...target(workspace), id }, nowMs)];
}

/** What closing a panel does: its tunnel is not renewed any more. */
export function endInterest(tunnels: readonly Tunnel[], workspaceId: string): Tunnel[] {
  return tunnels.map((tunnel) =>
    tunnel.workspaceId === workspaceId ? { ...tunnel, rotatesAtMs: null } : tunnel,
  );
}

/** The dial of a workspace's tunnel has ended well. */
export function finishDial(
  tunnels: readonly Tunnel[],
  workspaceId: string,
  nowMs: number,
): Tunnel[] {
  return tunnels.map((tunnel) =>
    tunnel.workspaceId === workspaceId && tunnel.state === "connecting"
      ? opened(tunnel, nowMs)
      : tunnel,
  );
}

type Target = Pick<Tunnel, "instanceId" | "workspaceId">;

function target(workspace: Workspace | undefined): Target {
  return {
    instanceId: workspace?.instanceId ?? "i-0fedcba9876543210",
    workspaceId: workspace?.id ?? null,
  };
}

function dialling({ id, instanceId, workspaceId }: Target & { id: number }, nowMs: number): Tunnel {
  return {
    id,
    instanceId,
    workspaceId,
    osUser: "ubuntu",
    endpoint: ENDPOINT,
    state: "connecting",
    sinceMs: nowMs,
    rotatesAtMs: null,
    expiresAtMs: null,
    leases: 0,
    channels: 0,
    ...bytes(0, 0),
    lastError: null,
    phases: [],
  };
}

function opened(from: Target & { id: number }, nowMs: number): Tunnel {
  return rotating({
    ...dialling(from, nowMs),
    state: "open",
    expiresAtMs: nowMs + TTL_MS,
    channels: 1,
    ...bytes(2_048, 1_310),
    phases: [...PHASES],
  });
}

function rotating(tunnel: Tunnel): Tunnel {
  const { expiresAtMs } = tunnel;
  return expiresAtMs === null
    ? tunnel
    : { ...tunnel, rotatesAtMs: expiresAtMs - ROTATES_BEFORE_END_MS };
}

/** As after a look-up that had to ask AWS, through a far region. */
function slow(tunnel: Tunnel): Tunnel {
  const phases = tunnel.phases.map(({ name, startMs, ms }) => ({
    name,
    startMs: Math.round(startMs * 3.4),
    ms: Math.round(ms * 3.4),
  }));
  return { ...tunnel, phases };
}

function isDialled({ state, sinceMs }: Tunnel, nowMs: number): boolean {
  const age = nowMs - sinceMs;
  return (
    (state === "connecting" && age >= DIAL_MS) || (state === "reconnecting" && age >= RECONNECT_MS)
  );
}

function flow(tunnel: Tunnel): Tunnel {
  const { leases, bytesRead, bytesWritten } = tunnel;
  return { ...tunnel, ...bytes(bytesRead + leases * 61_440, bytesWritten + leases * 1_180) };
}

function bytes(
  bytesRead: number,
  bytesWritten: number,
): Pick<Tunnel, "bytesRead" | "bytesWritten"> {
  return { bytesRead, bytesWritten };
}

/** Takes on these tunnels, and tells the window. */
export function replaceTunnels(
  { world, push }: { world: FakeWorld; push: (event: AppEvent) => void },
  tunnels: Tunnel[],
): void {
  world.tunnels = tunnels;
  push({ type: "tunnels", tunnels });
}
