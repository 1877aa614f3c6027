/** Short of the 50 ms from which a window feels stuck, and of a frame. */
const SLICE_MS = 8;

/**
 * Runs work that stops again and again, and lets the window paint and listen in between.
 *
 * @returns What the work returns; null when `signal` has ended it.
 */
export async function runSliced<T>(
  work: Generator<undefined, T>,
  signal: AbortSignal,
): Promise<T | null> {
  while (!signal.aborted) {
    const end = performance.now() + SLICE_MS;
    do {
      const step = work.next();
      if (step.done === true) {
        return step.value;
      }
    } while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return null;
}
