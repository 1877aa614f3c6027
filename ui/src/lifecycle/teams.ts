import type { Workspace } from "../ipc/contract";

type Rows = Readonly<Record<string, Workspace>>;
type Member = Pick<Workspace, "id" | "parentId">;

/** Everybody below a workspace, however deep; itself only where the list goes in a circle. */
export function membersBelow(rows: Readonly<Record<string, Member>>, id: string): Set<string> {
  const children = new Map<string, string[]>();
  for (const row of Object.values(rows)) {
    if (row.parentId !== null) {
      const siblings = children.get(row.parentId) ?? [];
      siblings.push(row.id);
      children.set(row.parentId, siblings);
    }
  }
  const found = new Set<string>();
  const open = [...(children.get(id) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!found.has(next)) {
      found.add(next);
      open.push(...(children.get(next) ?? []));
    }
  }
  return found;
}

/** Why a workspace cannot become a member of another's team; null when it can. */
export function nestProblem(rows: Rows, id: string, parentId: string): string | null {
  const row = rows[id];
  const parent = rows[parentId];
  if (row === undefined || parent === undefined) {
    return "It is not in the list any more.";
  }
  if (id === parentId) {
    return "It cannot be a member of its own team.";
  }
  if (row.parentId === parentId) {
    return "It is a member of this team already.";
  }
  return isBelow(rows, parentId, id)
    ? `${parent.name} is below ${row.name}: a team cannot go below its own member.`
    : null;
}

/** Whether a workspace is somewhere below another. */
export function isBelow(
  rows: Readonly<Record<string, Member>>,
  id: string,
  aboveId: string,
): boolean {
  const seen = new Set<string>();
  let above = rows[id]?.parentId ?? null;
  while (above !== null && !seen.has(above)) {
    if (above === aboveId) {
      return true;
    }
    seen.add(above);
    above = rows[above]?.parentId ?? null;
  }
  return false;
}
