import type { FlatTree } from "./flatTree";

/** Which rows of the tree are meant. */
export type Selection = {
  /** The row with the keyboard. */
  active: string | null;
  /** Where a range begins. */
  anchor: string | null;
  /** Paths; rows that are no entries are never among them. */
  chosen: ReadonlySet<string>;
};

export const NOTHING: Selection = { active: null, anchor: null, chosen: new Set() };

/** Chooses one row and no other. */
export function choose(key: string, isEntry: boolean): Selection {
  return { active: key, anchor: key, chosen: new Set(isEntry ? [key] : []) };
}

/** Moves the keyboard and leaves what is chosen. */
export function look(selection: Selection, key: string): Selection {
  return { ...selection, active: key };
}

/** Adds a row to what is chosen, or takes it away. */
export function toggle({ chosen }: Selection, key: string): Selection {
  const next = new Set(chosen);
  if (!next.delete(key)) {
    next.add(key);
  }
  return { active: key, anchor: key, chosen: next };
}

/** Chooses everything from where the range began to the row at `index`. */
export function extend(selection: Selection, flat: FlatTree, index: number): Selection {
  const key = flat.rowAt(index)?.key ?? null;
  const anchor = selection.anchor ?? selection.active ?? key;
  const begin = anchor === null ? -1 : flat.indexOf(anchor);
  const from = begin === -1 ? index : begin;
  const chosen = keysBetween(flat, Math.min(from, index), Math.max(from, index));
  return { active: key, anchor, chosen };
}

export function chooseAll(selection: Selection, flat: FlatTree): Selection {
  return { ...selection, chosen: keysBetween(flat, 0, flat.length - 1) };
}

export function clear(selection: Selection): Selection {
  return { ...selection, anchor: selection.active, chosen: new Set() };
}

function keysBetween(flat: FlatTree, from: number, to: number): Set<string> {
  const keys = new Set<string>();
  for (let index = from; index <= to; index += 1) {
    const row = flat.rowAt(index);
    if (row?.kind === "entry") {
      keys.add(row.key);
    }
  }
  return keys;
}
