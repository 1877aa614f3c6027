/**
 * `before` where `after` says the same, so that what did not change stays the same object.
 *
 * @remarks For small plain values with a fixed member order: their JSON is a fair comparison.
 */
export function keepIfEqual<T>(before: T | undefined, after: T): T {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(after) ? before : after;
}
