import { useSyncExternalStore } from "react";

/** A time that is renewed at intervals, by one timer for all who show it. */
type Clock = { read: () => number; subscribe: (listener: () => void) => () => void };

const coarse = createClock(15_000);
const fine = createClock(1_000);

/** The time, renewed every 15 s: for ages in minutes. */
export function useNow(): number {
  return useSyncExternalStore(coarse.subscribe, coarse.read);
}

/** The time, renewed every second: for what counts seconds. */
export function useSecond(): number {
  return useSyncExternalStore(fine.subscribe, fine.read);
}

function createClock(tickMs: number): Clock {
  let now = Date.now();
  let timer: number | undefined;
  const listeners = new Set<() => void>();

  function tick(): void {
    now = Date.now();
    for (const listener of listeners) {
      listener();
    }
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    if (timer === undefined) {
      timer = window.setInterval(tick, tickMs);
      now = Date.now();
    }
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) {
        window.clearInterval(timer);
        timer = undefined;
      }
    };
  }

  return { read: () => now, subscribe };
}
