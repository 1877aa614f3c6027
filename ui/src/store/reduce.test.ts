import { describe, expect, it } from "vitest";
import type { Connection, AppState as PushedState, SettingsView } from "../ipc/contract";
import { tunnelWith } from "../testing/tunnel";
import { workspaceWith } from "../testing/workspace";
import { initialAppState, reduce } from "./index";
import { placeNodes } from "./layoutSlice";
import { listWorkspaces } from "./workspacesSlice";

const connection: Connection = {
  mode: "platform",
  status: "online",
  platformUrl: "https://agents.example.com",
  error: null,
  answeredMs: null,
  events: "open",
  notice: null,
};
const settings: SettingsView = {
  values: {
    platformUrl: null,
    orgId: null,
    poolTtlSeconds: 50,
    osUser: "ubuntu",
    extraCaFile: null,
    region: null,
    awsProfile: null,
    instanceTag: "Name",
    endpointId: null,
    endpointDnsName: null,
    hostKeys: "console-then-tofu",
    readOnly: false,
    eventOrigin: null,
    tokenInFile: false,
    legacySignatures: false,
    workspaces: {},
  },
  hasToken: false,
  tokenKept: "none",
  tokenNotice: null,
  fromEnvironment: {},
  problem: null,
};
const lead = workspaceWith({ id: "lead" });
const member = workspaceWith({ id: "member", parentId: "lead" });
const pushed: PushedState = {
  connection,
  workspaces: { workspaces: [lead, member], fetchedMs: 1000, source: "store" },
  layout: { lead: { x: 10, y: 20 } },
  settings,
  credentials: null,
  tunnels: [tunnelWith({ id: 1 })],
  transfers: [],
  cacheNotice: null,
};
const snapshot = { type: "snapshot", state: pushed } as const;

describe("reduce", () => {
  it("takes everything from a snapshot", () => {
    const state = reduce(initialAppState, snapshot);
    expect(state.connection).toEqual(connection);
    expect(state.workspaceIds).toEqual(["lead", "member"]);
    expect(state.listed).toEqual({ fetchedMs: 1000, source: "store" });
    expect(state.layout).toEqual({ lead: { x: 10, y: 20 } });
    expect(state.settings).toEqual(settings);
    expect(state.tunnels).toEqual([tunnelWith({ id: 1 })]);
  });

  it("forgets the list when a snapshot has none", () => {
    const state = reduce(reduce(initialAppState, snapshot), {
      type: "snapshot",
      state: { ...pushed, workspaces: null },
    });
    expect(state.workspaceIds).toEqual([]);
    expect(state.listed).toBeNull();
  });

  it("keeps the object of a row that did not change, so that its card is not painted again", () => {
    const before = reduce(initialAppState, snapshot);
    const workspaces = [structuredClone(lead), { ...member, status: "failed" }];
    const after = reduce(before, {
      type: "workspaces",
      list: { workspaces, fetchedMs: 2000, source: "live" },
    });
    expect(after.workspaces["lead"]).toBe(before.workspaces["lead"]);
    expect(after.workspaceIds).toBe(before.workspaceIds);
    expect(after.workspaces["member"]?.status).toBe("failed");
    expect(after.listed).toEqual({ fetchedMs: 2000, source: "live" });
  });

  it("drops a workspace that is no longer listed", () => {
    const state = reduce(reduce(initialAppState, snapshot), {
      type: "workspaces",
      list: { workspaces: [member], fetchedMs: 2000, source: "live" },
    });
    expect(listWorkspaces(state)).toEqual([member]);
    expect(state.workspaces["lead"]).toBeUndefined();
  });

  it("changes only the connection when the connection changes", () => {
    const before = reduce(initialAppState, snapshot);
    const after = reduce(before, {
      type: "connection",
      connection: { ...connection, status: "offline" },
    });
    expect(after).toEqual({ ...before, connection: { ...connection, status: "offline" } });
    expect(after.workspaces).toBe(before.workspaces);
  });

  it("leaves the state alone when a card changes", () => {
    const before = reduce(initialAppState, snapshot);
    expect(reduce(before, { type: "card_changed", workspaceId: "lead" })).toEqual(before);
  });
});

describe("what stands in the way to the instances", () => {
  const problem = {
    error: { code: "credentials_expired", message: "expired" } as const,
    command: "aws sso login",
    sinceMs: 1,
    waiting: 2,
  };

  it("is known of the credentials from the snapshot, and changes with its own event", () => {
    const before = reduce(initialAppState, {
      type: "snapshot",
      state: { ...pushed, credentials: problem },
    });
    expect(before.credentials).toBe(problem);
    expect(reduce(before, { type: "credentials", problem: null }).credentials).toBeNull();
  });
});

describe("placeNodes", () => {
  it("moves the named cards and keeps the others where they are", () => {
    const layout = { a: { x: 1, y: 1 }, b: { x: 2, y: 2 } };
    expect(placeNodes({ layout }, { b: { x: 9, y: 9 } }).layout).toEqual({
      a: { x: 1, y: 1 },
      b: { x: 9, y: 9 },
    });
  });
});
