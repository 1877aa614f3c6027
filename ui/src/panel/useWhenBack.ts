import { useEffect, useEffectEvent } from "react";
import { useAppStore } from "../store";

/**
 * Runs `then` when the platform answers again, with the time since when it did not, ms since the epoch: after a time without
 * a network, or after a new connection with other settings, which has ended what the old one was asked.
 * What happens while the component is hidden does not count: shown again, it is opened anew.
 */
export function useWhenBack(then: (sinceMs: number) => void): void {
  const onBack = useEffectEvent(then);
  useEffect(() => {
    let awaySince: number | null = null;
    function look() {
      const status = useAppStore.getState().connection?.status;
      if (status === "offline" || status === "connecting") {
        awaySince ??= Date.now();
      } else if (status === "online" && awaySince !== null) {
        const sinceMs = awaySince;
        awaySince = null;
        onBack(sinceMs);
      }
    }
    look();
    return useAppStore.subscribe(look);
  }, []);
}

/** Runs `then` when AWS credentials are good again that were not, while the component is shown. */
export function useWhenCredentialsAreBack(then: () => void): void {
  const onBack = useEffectEvent(then);
  useEffect(() => {
    let wasMissing = useAppStore.getState().credentials !== null;
    return useAppStore.subscribe(({ credentials }) => {
      const isBack = wasMissing && credentials === null;
      wasMissing = credentials !== null;
      if (isBack) {
        onBack();
      }
    });
  }, []);
}
