import type { Workspace } from "../contract";

const RUNTIMES = ["claude-code", "langgraph", "hermes", "crewai", "external"];
const STATUSES = [
  "online",
  "online",
  "online",
  "online",
  "online",
  "degraded",
  "paused",
  "hibernated",
];
const SKILLS = ["review", "search", "triage", "translate", "summarise", "deploy"];
/** One lead and its members. */
const TEAM = 8;
/** Every so many of the fleet belong to no team. */
const LOOSE = 5;
/** Every so many have failed. */
const FAILED = 97;

/** A fleet of any size: teams of eight, some without a team, some that have failed. The same for the same count. */
export function bigFleet(count: number): Workspace[] {
  return Array.from({ length: count }, (_, index) => bigRow(index));
}

function bigRow(index: number): Workspace {
  const team = Math.floor(index / TEAM);
  const isMember = index % TEAM !== 0 && team % LOOSE !== 0;
  const status = index % FAILED === 5 ? "failed" : pick(STATUSES, index * 7);
  return {
    id: idOf(index),
    name: `${isMember ? "Agent" : "Lead"} ${index}`,
    role: null,
    status,
    tier: (index % 4) + 1,
    runtime: pick(RUNTIMES, isMember ? team : index),
    parentId: isMember ? idOf(team * TEAM) : null,
    instanceId: null,
    activeTasks: index % 3,
    currentTask: null,
    lastError: null,
    uptimeSeconds: 60 * index,
    errorRate: 0,
    provisionTimeoutMs: null,
    provisioningSinceMs: null,
    skills: [pick(SKILLS, index)],
    needsRestart: null,
    x: 0,
    y: 0,
  };
}

function idOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
}

function pick(values: readonly string[], index: number): string {
  return values[index % values.length] ?? "";
}
