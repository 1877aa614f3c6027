/**
 * Calls back once what is in the document now has gone to the screen: two frames on, the first of them has. Returns
 * what gives that up.
 */
export function afterPaint(callback: () => void): () => void {
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(callback);
    });
  });
  return () => cancelAnimationFrame(frame);
}
