import { useEffect, useRef } from "react";
import { useAppStore } from "../store";

/** Runs `then` when the platform answers again, with the time since when it did not, ms since the epoch. */
export function useWhenBack(then: (sinceMs: number) => void): void {
  const status = useAppStore(({ connection }) => connection?.status);
  const awaySince = useRef<number | null>(null);
  useEffect(() => {
    if (status === "offline") {
      awaySince.current ??= Date.now();
    } else if (status === "online" && awaySince.current !== null) {
      const sinceMs = awaySince.current;
      awaySince.current = null;
      then(sinceMs);
    }
  }, [status, then]);
}

/** Runs `then` when AWS credentials are good again that were not. */
export function useWhenCredentialsAreBack(then: () => void): void {
  const isMissing = useAppStore(({ credentials }) => credentials !== null);
  const wasMissing = useRef(isMissing);
  useEffect(() => {
    if (wasMissing.current && !isMissing) {
      then();
    }
    wasMissing.current = isMissing;
  }, [isMissing, then]);
}
