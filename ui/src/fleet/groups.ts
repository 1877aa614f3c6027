/*
 * Thousands of workspaces as few groups. A team is a group; those without a team are grouped by runtime; and where
 * there are too many of either, they are gathered once more. A group's content is drawn only when the user opens
 * it, so that what is on the canvas does not grow with the fleet.
 */
import { type Spot, type Tree, toForest } from "../canvas/forest";

/** A fleet above this size is drawn in groups. */
export const GROUPED_ABOVE = 1_000;
/** The most groups that a fleet is drawn in before one is opened. */
export const MOST_GROUPS = 300;
/** The most that is in a group at one level. */
const MOST_ITEMS = 100;

/** Some workspaces as one. */
export type Group = {
  /** Names it for good: the same team, runtime or part has the same key in the next list. */
  key: string;
  label: string;
  /** How many workspaces are in it, at every level. */
  size: number;
  items: readonly GroupItem[];
};

/** What is in a group: another group, or a workspace. */
export type GroupItem = Group | Spot;

export function isGroup(item: GroupItem): item is Group {
  return "items" in item;
}

const ids = new WeakMap<Group, readonly string[]>();

/** Everybody in a group, at every level. */
export function idsIn(group: Group): readonly string[] {
  const known = ids.get(group);
  if (known !== undefined) {
    return known;
  }
  const found: string[] = [];
  const open: GroupItem[] = [group];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (isGroup(item)) {
      open.push(...item.items);
    } else {
      found.push(item.id);
    }
  }
  ids.set(group, found);
  return found;
}

/** A fleet in at most {@link MOST_GROUPS} groups. Every workspace is in exactly one of them. */
export function toGroups(rows: readonly Spot[]): Group[] {
  const teams: Group[] = [];
  const loose = new Map<string, Spot[]>();
  const runtimes = new Map<string, string>();
  for (const tree of toForest(rows)) {
    if (tree.children.length > 0) {
      const team = teamGroup(tree);
      runtimes.set(team.key, tree.workspace.runtime);
      teams.push(team);
    } else {
      push(loose, tree.workspace.runtime, tree.workspace);
    }
  }
  const singles = [...loose].map(([runtime, spots]) =>
    gathered(`runtime:${runtime}`, runtime === "" ? "No runtime" : runtime, spots),
  );
  const groups = [...teams, ...singles];
  if (groups.length <= MOST_GROUPS) {
    return groups;
  }
  const byRuntime = new Map<string, Group[]>();
  for (const team of teams) {
    push(byRuntime, runtimes.get(team.key) ?? "", team);
  }
  const gatheredTeams = [...byRuntime].map(([runtime, of]) =>
    gathered(`teams:${runtime}`, `Teams on ${runtime === "" ? "no runtime" : runtime}`, of),
  );
  return withinLimit([...gatheredTeams, ...singles]);
}

/** One group more above, for a fleet of more runtimes than anybody has. */
function withinLimit(groups: Group[]): Group[] {
  return groups.length <= MOST_GROUPS ? groups : inParts("parts", groups);
}

/** A team as a group: its lead, then its members, teams among them as groups of their own. */
function teamGroup(root: Tree): Group {
  // Without recursion: a chain of leads may be as long as the list. Children come after their parents in `order`.
  const order: Tree[] = [root];
  for (const tree of order) {
    order.push(...tree.children);
  }
  const groups = new Map<string, Group>();
  for (const tree of order.toReversed()) {
    if (tree.children.length > 0) {
      const { id, name } = tree.workspace;
      const members = tree.children.map(
        (child): GroupItem => groups.get(child.workspace.id) ?? child.workspace,
      );
      groups.set(id, gathered(`team:${id}`, `${name}’s team`, [tree.workspace, ...members]));
    }
  }
  return groups.get(root.workspace.id) ?? gathered(`team:${root.workspace.id}`, "", []);
}

/** A group of items, in parts where they are many. */
function gathered(key: string, label: string, items: readonly GroupItem[]): Group {
  const parts = items.length > MOST_ITEMS ? inParts(key, items) : items;
  return { key, label, size: items.reduce((sum, item) => sum + sizeOf(item), 0), items: parts };
}

/** Items by name, in parts of about the same size: as many as fit, each named after its first and last. */
function inParts(key: string, items: readonly GroupItem[]): Group[] {
  const sorted = items.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
  const count = Math.min(MOST_ITEMS, Math.ceil(sorted.length / MOST_ITEMS));
  const size = Math.ceil(sorted.length / count);
  const parts: Group[] = [];
  for (let from = 0; from < sorted.length; from += size) {
    const part = sorted.slice(from, from + size);
    const [first, last] = [part[0], part.at(-1)].map((item) => (item ? nameOf(item) : ""));
    parts.push(gathered(`${key}/${parts.length}`, `${first} – ${last}`, part));
  }
  return parts;
}

function sizeOf(item: GroupItem): number {
  return isGroup(item) ? item.size : 1;
}

function nameOf(item: GroupItem): string {
  return isGroup(item) ? item.label : item.name;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const values = map.get(key);
  if (values === undefined) {
    map.set(key, [value]);
  } else {
    values.push(value);
  }
}
