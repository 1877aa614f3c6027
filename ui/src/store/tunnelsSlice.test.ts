import { describe, expect, it } from "vitest";
import type { Tunnel } from "../ipc/contract";
import { tunnelWith } from "../testing/tunnel";
import {
  ENDPOINT_LIMIT,
  endpointTotals,
  initialTunnels,
  reduceTunnels,
  tunnelOfInstance,
  tunnelOfWorkspace,
  tunnelTotal,
} from "./tunnelsSlice";

describe("reduceTunnels", () => {
  const first = tunnelWith({ id: 1 });
  const second = tunnelWith({ id: 2, leases: 1 });
  const before = reduceTunnels(initialTunnels, { type: "tunnels", tunnels: [first, second] });

  it("keeps the object of a tunnel that did not change, also when its place did", () => {
    const tunnels = [tunnelWith({ id: 2, leases: 0 }), structuredClone(first)];
    const after = reduceTunnels(before, { type: "tunnels", tunnels });
    expect(after.tunnels.map(({ id }) => id)).toEqual([2, 1]);
    expect(after.tunnels[1]).toBe(first);
    expect(after.tunnels[0]?.leases).toBe(0);
  });

  it("keeps the list when nothing changed", () => {
    const tunnels = structuredClone([first, second]);
    expect(reduceTunnels(before, { type: "tunnels", tunnels }).tunnels).toBe(before.tunnels);
  });

  it("forgets the tunnels that are no longer told", () => {
    expect(reduceTunnels(before, { type: "tunnels", tunnels: [] }).tunnels).toEqual([]);
  });

  it("is not touched by other events", () => {
    expect(reduceTunnels(before, { type: "card_changed", workspaceId: "a" })).toBe(before);
  });
});

describe("the tunnel of an instance", () => {
  const open = tunnelWith({ id: 1, instanceId: "i-a", state: "open" });
  const successor = tunnelWith({ id: 2, instanceId: "i-a", state: "connecting" });
  const failed = tunnelWith({ id: 3, instanceId: "i-a", state: "failed" });
  const other = tunnelWith({ id: 4, instanceId: "i-b", workspaceId: "b" });

  it("is the open one while its successor is dialled", () => {
    expect(tunnelOfInstance({ tunnels: [successor, open, other] }, "i-a")).toBe(open);
  });

  it("is the one on its way after one has failed", () => {
    expect(tunnelOfInstance({ tunnels: [failed, successor] }, "i-a")).toBe(successor);
  });

  it("is the newest of two that stand the same", () => {
    const newer = { ...open, id: 9 };
    expect(tunnelOfInstance({ tunnels: [newer, open] }, "i-a")).toBe(newer);
    expect(tunnelOfInstance({ tunnels: [open, newer] }, "i-a")).toBe(newer);
  });

  it("is found by workspace, and by the instance that workspaces share", () => {
    const slice = { tunnels: [open, other] };
    expect(tunnelOfWorkspace(slice, { id: "b", instanceId: null })).toBe(other);
    expect(tunnelOfWorkspace(slice, { id: "a", instanceId: "i-a" })).toBe(open);
    expect(tunnelOfWorkspace(slice, { id: "c", instanceId: null })).toBeNull();
    expect(tunnelOfWorkspace(slice, { id: "c", instanceId: "i-c" })).toBeNull();
  });
});

describe("totals", () => {
  const on = (endpoint: string, id: number, over: Partial<Tunnel> = {}) =>
    tunnelWith({ id, endpoint, ...over });

  it("count what takes up a connection: also what is on its way, and what is closed but held", () => {
    const tunnels = [
      on("eice-1", 1),
      on("eice-1", 2, { state: "connecting" }),
      on("eice-1", 3, { state: "reconnecting" }),
      on("eice-1", 4, { state: "closed", leases: 1 }),
      on("eice-1", 5, { state: "closed" }),
      on("eice-1", 6, { state: "failed" }),
    ];
    expect(tunnelTotal({ tunnels })).toEqual({ used: 4, limit: 16, isAnyFull: false });
  });

  it("are kept by endpoint and added up", () => {
    const tunnels = [on("eice-2", 1), on("eice-1", 2), on("eice-2", 3)];
    expect(endpointTotals({ tunnels })).toEqual([
      { endpoint: "eice-1", used: 1, limit: 16 },
      { endpoint: "eice-2", used: 2, limit: 16 },
    ]);
    expect(tunnelTotal({ tunnels })).toMatchObject({ used: 3, limit: 32 });
  });

  it("tell that one endpoint is full when the others are not", () => {
    const full = Array.from({ length: ENDPOINT_LIMIT }, (_, id) => on("eice-1", id));
    expect(tunnelTotal({ tunnels: [...full, on("eice-2", 99)] }).isAnyFull).toBe(true);
    expect(tunnelTotal({ tunnels: full.slice(1) }).isAnyFull).toBe(false);
  });

  it("are 0 of one endpoint's while there is no tunnel", () => {
    expect(tunnelTotal(initialTunnels)).toEqual({ used: 0, limit: 16, isAnyFull: false });
  });
});
