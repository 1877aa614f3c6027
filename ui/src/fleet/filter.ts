import { statusLook, tierText } from "../canvas/status";
import type { Workspace } from "../ipc/contract";

/** What workspaces are chosen by, besides text. */
export type Facet = "status" | "runtime" | "tier" | "team" | "skill";

/** Which workspaces are shown. Of each facet any of the values will do; of none chosen, all. */
export type FleetFilter = { text: string; chosen: Readonly<Record<Facet, readonly string[]>> };

/** One value of a facet, and how many workspaces have it. */
export type FacetValue = { value: string; label: string; count: number };

export const FACETS: readonly { facet: Facet; label: string }[] = [
  { facet: "status", label: "Status" },
  { facet: "runtime", label: "Runtime" },
  { facet: "tier", label: "Tier" },
  { facet: "team", label: "Team" },
  { facet: "skill", label: "Skill" },
];

export const NO_FILTER: FleetFilter = {
  text: "",
  chosen: { status: [], runtime: [], tier: [], team: [], skill: [] },
};

type Rows = Readonly<Record<string, Workspace>>;

export function isFiltering({ text, chosen }: FleetFilter): boolean {
  return text.trim() !== "" || FACETS.some(({ facet }) => chosen[facet].length > 0);
}

/** Those that a filter lets through, in their order. Asks nobody: it works on what is known. */
export function matching(list: readonly Workspace[], rows: Rows, filter: FleetFilter): Workspace[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const facets = FACETS.map(({ facet }) => facet).filter(
    (facet) => filter.chosen[facet].length > 0,
  );
  return list.filter(
    (row) =>
      facets.every((facet) =>
        valuesOf(row, facet, rows).some((value) => filter.chosen[facet].includes(value)),
      ) && words.every((word) => textOf(row).includes(word)),
  );
}

/** The values of a facet among workspaces, the most frequent first. */
export function facetValues(list: readonly Workspace[], rows: Rows, facet: Facet): FacetValue[] {
  const counts = new Map<string, number>();
  for (const row of list) {
    for (const value of new Set(valuesOf(row, facet, rows))) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([value, count]) => ({ value, label: labelOf(facet, value, rows), count }))
    .toSorted((a, b) => b.count - a.count || a.label.localeCompare(b.label));
}

/** A filter with a value chosen, or not any more. */
export function toggled(filter: FleetFilter, facet: Facet, value: string): FleetFilter {
  const before = filter.chosen[facet];
  const after = before.includes(value)
    ? before.filter((other) => other !== value)
    : [...before, value];
  return { ...filter, chosen: { ...filter.chosen, [facet]: after } };
}

function labelOf(facet: Facet, value: string, rows: Rows): string {
  switch (facet) {
    case "status":
      return statusLook(value).word;
    case "tier":
      return tierText(value === "" ? null : Number(value));
    case "team":
      return value === "" ? "No team" : (rows[value]?.name ?? value);
    case "runtime":
      return value === "" ? "No runtime" : value;
    case "skill":
      return value;
  }
}

function valuesOf(row: Workspace, facet: Facet, rows: Rows): readonly string[] {
  switch (facet) {
    case "status":
      return [row.status];
    case "runtime":
      return [row.runtime];
    case "tier":
      return [row.tier === null ? "" : String(row.tier)];
    case "team":
      return teamsOf(row, rows);
    case "skill":
      return row.skills;
  }
}

const leads = new WeakMap<Rows, ReadonlySet<string>>();

/** The teams that a workspace belongs to: those of all its leads, and its own. "" for none. */
function teamsOf(row: Workspace, rows: Rows): string[] {
  const teams = new Set<string>();
  if (leadsOf(rows).has(row.id)) {
    teams.add(row.id);
  }
  let lead = row.parentId;
  while (lead !== null && rows[lead] !== undefined && !teams.has(lead)) {
    teams.add(lead);
    lead = rows[lead]?.parentId ?? null;
  }
  return teams.size === 0 ? [""] : [...teams];
}

function leadsOf(rows: Rows): ReadonlySet<string> {
  const known = leads.get(rows);
  if (known !== undefined) {
    return known;
  }
  const found = new Set<string>();
  for (const row of Object.values(rows)) {
    if (row.parentId !== null && rows[row.parentId] !== undefined) {
      found.add(row.parentId);
    }
  }
  leads.set(rows, found);
  return found;
}

const texts = new WeakMap<Workspace, string>();

/** What the search looks at, kept as long as the row is the same: it is asked for with every key. */
function textOf(row: Workspace): string {
  const known = texts.get(row);
  if (known !== undefined) {
    return known;
  }
  const { name, role, id, runtime, skills } = row;
  const text = [name, role ?? "", id, runtime, ...skills].join("\n").toLowerCase();
  texts.set(row, text);
  return text;
}
