/**
 * `before` where `after` says the same, so that what did not change stays the same object.
 *
 * @remarks For plain values as they come over the contract: no functions, no circles.
 */
export function keepIfEqual<T>(before: T | undefined, after: T): T {
  return before !== undefined && isEqual(before, after) ? before : after;
}

/** Whether two plain values say the same. Stops at the first difference: thousands of rows go through here. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) {
    return true;
  }
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) {
    return false;
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
