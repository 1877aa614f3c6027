let last = 0;

/**
 * A number for the next opening of a panel, larger than every earlier one: also than those of a
 * page that has been reloaded while the backend went on.
 */
export function nextGeneration(): number {
  last = Math.max(last + 1, Date.now());
  return last;
}

/** The newest of them; 0 before the first. */
export function lastGeneration(): number {
  return last;
}
