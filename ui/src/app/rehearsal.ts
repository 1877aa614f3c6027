import { afterFirstCards } from "../canvas/useFirstCards";

/** After the first cards come the others; by then the window is at rest. */
const AFTER_MS = 800;

/** Goes through the opening of a panel when the window has come to rest after its first cards: see {@link rehearse}. */
export function rehearseAfterStart(): void {
  afterFirstCards(() => window.setTimeout(() => void rehearseNow(), AFTER_MS));
}

async function rehearseNow(): Promise<void> {
  const { rehearse } = await import("./rehearse");
  rehearse();
}
