/** What happens to a list, in the order of the old one. */
export type ListStep =
  | { kind: "keep"; index: number }
  | { kind: "replace"; index: number; item: string }
  | { kind: "remove"; index: number }
  /** New items behind the old item `index`, or at the front where that is -1. */
  | { kind: "insert"; index: number; items: readonly string[] };

/** How to get from one list to another while as many items as can be stay where they are. */
export function diffList(before: readonly string[], after: readonly string[]): ListStep[] {
  const steps: ListStep[] = [];
  let [old, fresh] = [0, 0];
  for (const [keptOld, keptNew] of [...keptPairs(before, after), [before.length, after.length]]) {
    steps.push(...changesIn(old, keptOld as number, after.slice(fresh, keptNew)));
    if (keptOld !== before.length) {
      steps.push({ kind: "keep", index: keptOld as number });
    }
    [old, fresh] = [(keptOld as number) + 1, (keptNew as number) + 1];
  }
  return steps;
}

/** Old items in [from, to) and the new ones that stand in their place. */
function changesIn(from: number, to: number, items: readonly string[]): ListStep[] {
  const steps: ListStep[] = [];
  for (let index = from; index < to; index += 1) {
    const item = items[index - from];
    steps.push(item === undefined ? { kind: "remove", index } : { kind: "replace", index, item });
  }
  const left = items.slice(to - from);
  return left.length === 0 ? steps : [...steps, { kind: "insert", index: to - 1, items: left }];
}

/** The longest common subsequence, as pairs of indices. */
function keptPairs(before: readonly string[], after: readonly string[]): [number, number][] {
  const lengths = longest(before, after);
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  const pairs: [number, number][] = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      pairs.push([i, j]);
      [i, j] = [i + 1, j + 1];
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      i += 1;
    } else {
      j += 1;
    }
  }
  return pairs;
}

/** `[i][j]` is the length of the longest common subsequence of what follows `i` and `j`. */
function longest(before: readonly string[], after: readonly string[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () => [] as number[]);
  for (let i = before.length - 1; i >= 0; i -= 1) {
    const [row, below] = [lengths[i] ?? [], lengths[i + 1] ?? []];
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const skipped = Math.max(below[j] ?? 0, row[j + 1] ?? 0);
      row[j] = before[i] === after[j] ? (below[j + 1] ?? 0) + 1 : skipped;
    }
  }
  return lengths;
}
