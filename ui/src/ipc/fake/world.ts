import type {
  AppState,
  CardEntry,
  ConnectionMode,
  Draft,
  Model,
  SettingsView,
  Transfer,
  Tunnel,
  Workspace,
  WorkspaceList,
} from "../contract";
import { type FakeAccess, fakeAccess } from "./access";
import { fakeCards } from "./cards";
import { fakeTunnels } from "./tunnels";

/** The invented fleet and what is on its instances (the same files everywhere). */
export type FakeWorld = {
  workspaces: Workspace[];
  files: Record<string, string>;
  cards: Record<string, CardEntry>;
  tunnels: Tunnel[];
  transfers: Transfer[];
  /** Folders that hold no file, by path. */
  folders: Set<string>;
  /** Files that are links. */
  links: Set<string>;
  /** Searches that were told to stop. */
  stoppedSearches: Set<number>;
  /** What every search says that it could not look into. */
  searchProblems: string[];
  /** What the journal on this machine holds. */
  drafts: Draft[];
  /** What of the journal cannot be read. */
  unreadableDrafts: string[];
  settings: SettingsView;
  /** The newest opening of each workspace's panel. */
  openings: Map<string, number>;
  /** What stands in the way to the instances. */
  access: FakeAccess;
};

const CONFIG = `# Reviews pull requests for the platform team.
name: Code Reviewer
description: >-
  Reads every pull request, runs the linters, and comments on what a person
  should look at first.
version: 1.4.0
tier: 2
runtime: claude-code
model: sonnet-5

runtime_config:
  timeout: 900
  required_env:
    - GITHUB_TOKEN

prompt_files:
  - prompts/system.md
  - prompts/review.md

a2a:
  port: 8000
  streaming: true
`;

const LOG = "2026-03-01T09:14:02Z info started\n";

export function fakeWorld(): FakeWorld {
  const workspaces = fleet();
  return {
    workspaces,
    cards: fakeCards(workspaces),
    files: fakeFiles(),
    tunnels: fakeTunnels(workspaces, Date.now()),
    transfers: [],
    folders: new Set(),
    links: new Set(),
    stoppedSearches: new Set(),
    searchProblems: [],
    drafts: [],
    unreadableDrafts: [],
    settings: fakeSettings(),
    openings: new Map(),
    access: fakeAccess(),
  };
}

function fakeFiles(): Record<string, string> {
  return {
    "/configs/config.yaml": CONFIG,
    "/configs/prompts/system.md": "# System\n\nYou review code. Be brief and **kind**.\n",
    "/configs/prompts/review.md": "# Review\n\n1. Read the diff.\n2. Run the linters.\n",
    "/configs/skills/lint/skill.py": "def run(path: str) -> int:\n    return 0\n",
    "/configs/skills/lint/skill.json": '{ "name": "lint", "timeout": 30 }\n',
    "/configs/logs/agent.log": LOG,
    "/configs/avatar.png": "PNG",
    "/configs/notes\u202Etxt.md": "The name of this file tries to hide something.\n",
    "/configs/caf\\xe9.txt": "",
    "/workspace/README.md": "# Checkout\n",
    "/workspace/src/main.ts": 'console.log("hello");\n',
    "/home/ubuntu/.profile": "export EDITOR=vi\n",
  };
}

type Sketch = [
  id: string,
  name: string,
  parent: string | null,
  status: string,
  runtime: string,
  tier: number,
  tasks: number,
];

const SKETCHES: Sketch[] = [
  ["ws-01", "Engineering Lead", null, "online", "claude-code", 3, 2],
  ["ws-02", "Code Reviewer", "ws-01", "online", "claude-code", 2, 1],
  ["ws-03", "Test Runner", "ws-01", "degraded", "langgraph", 2, 4],
  ["ws-04", "Release Notes", "ws-01", "paused", "langgraph", 1, 0],
  ["ws-05", "Dependency Watch", "ws-01", "online", "hermes", 1, 0],
  ["ws-06", "Marketing Lead", null, "online", "langgraph", 3, 1],
  ["ws-07", "SEO Agent", "ws-06", "online", "claude-code", 2, 3],
  [
    "ws-08",
    "Copy Writer with a name that is longer than its card",
    "ws-06",
    "provisioning",
    "crewai",
    2,
    0,
  ],
  ["ws-09", "Newsletter", "ws-06", "failed", "langgraph", 1, 0],
  ["ws-10", "Support Lead", null, "online", "hermes", 3, 0],
  ["ws-11", "Triage", "ws-10", "online", "claude-code", 2, 6],
  ["ws-12", "Knowledge Base", "ws-10", "hibernated", "langgraph", 1, 0],
  ["ws-13", "Data Pipeline", null, "online", "external", 4, 0],
  ["ws-14", "Scratch", null, "offline", "langgraph", 1, 0],
];

const SKILLS: Readonly<Record<string, string[]>> = {
  "ws-02": ["Review a pull request", "Explain a diff"],
  "ws-03": ["Run the tests"],
  "ws-07": ["Search", "Rank pages"],
  "ws-11": ["Sort tickets", "Search"],
};

function fleet(): Workspace[] {
  return SKETCHES.map(([id, name, parentId, status, runtime, tier, activeTasks], index) => ({
    id,
    name,
    role: parentId === null ? "Leads the team and hands out work" : null,
    status,
    tier,
    runtime,
    parentId,
    instanceId:
      status === "provisioning" ? null : `i-0a1b2c3d4e5f6${String(index).padStart(4, "0")}`,
    activeTasks,
    currentTask: activeTasks > 0 ? "Reading pull request 482 and its discussion" : null,
    lastError: status === "failed" ? "the agent did not start: prompts/system.md is missing" : null,
    uptimeSeconds: 3_600,
    errorRate: 0,
    provisionTimeoutMs: null,
    provisioningSinceMs: status === "provisioning" ? Date.now() - 40_000 : null,
    skills: SKILLS[id] ?? [],
    needsRestart:
      id === "ws-05" ? { reason: "files" as const, sinceMs: Date.now() - 9 * 60_000 } : null,
    x: 0,
    y: 0,
  }));
}

export function modelOf(_workspaceId: string): Model {
  return { model: "opus-5", source: "workspace_secrets" };
}

export function listOf({ workspaces }: FakeWorld): WorkspaceList {
  return { workspaces, fetchedMs: Date.now(), source: "live" };
}

function fakeSettings(): SettingsView {
  return {
    values: {
      platformUrl: "https://agents.example.com",
      orgId: null,
      poolTtlSeconds: 50,
      osUser: "ubuntu",
      extraCaFile: null,
      region: "us-east-2",
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
    hasToken: true,
    tokenKept: "keychain",
    tokenNotice: null,
    fromEnvironment: { osUser: "WORKSPACE_EC2_OS_USER" },
    problem: null,
  };
}

export function snapshotOf(world: FakeWorld, mode: ConnectionMode, isOffline: boolean): AppState {
  const seenMs = Date.now() - 3 * 3_600_000;
  const list = isOffline
    ? { ...listOf(world), fetchedMs: seenMs, source: "store" as const }
    : listOf(world);
  return {
    tunnels: mode === "none" || isOffline ? [] : world.tunnels,
    connection: {
      mode,
      status: mode === "none" ? "not_configured" : isOffline ? "offline" : "online",
      platformUrl: mode === "none" ? null : "https://agents.example.com",
      answeredMs: mode === "none" || isOffline ? null : Date.now(),
      events: mode === "none" ? "off" : isOffline ? "reconnecting" : "open",
      error: isOffline ? { code: "unreachable", message: "dns error: agents.example.com" } : null,
      notice: null,
    },
    workspaces: mode === "none" ? null : list,
    layout: {},
    credentials: mode === "none" ? null : world.access.credentials,
    settings: world.settings,
    transfers: mode === "none" ? [] : world.transfers,
    cacheNotice: null,
  };
}
