import { type ReactNode, useEffect } from "react";
import { create } from "zustand";
import { afterPaint } from "../canvas/afterPaint";
import { reportProblem } from "../components/notices";
import { toIpcError } from "../ipc/ipcError";

type Parts = typeof import("./parts").parts;

type LaterProps = {
  children: (parts: Parts) => ReactNode;
  /** In the place of the children until their code is there. */
  fallback?: ReactNode;
};

/** A window that is not shown paints nothing. */
const AT_LATEST_MS = 2_000;

const useLoaded = create<{ parts: Parts | null }>(() => ({ parts: null }));
let isAsked = false;

/**
 * Draws what the first picture of the window does without. The code of all of it is read once, when that picture has gone to the
 * screen; from then on it is drawn at once.
 */
export function Later({ children, fallback = null }: LaterProps) {
  const parts = useLoaded((state) => state.parts);
  const isLoaded = parts !== null;
  useEffect(() => {
    if (isLoaded) {
      return;
    }
    const stop = afterPaint(load);
    const timer = window.setTimeout(load, AT_LATEST_MS);
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [isLoaded]);
  return parts === null ? fallback : children(parts);
}

function load(): void {
  if (!isAsked) {
    isAsked = true;
    import("./parts").then(
      ({ parts }) => useLoaded.setState({ parts }),
      (thrown) => {
        // Asked again by whoever is drawn next.
        isAsked = false;
        reportProblem("A part of the window could not be read", toIpcError(thrown));
      },
    );
  }
}
