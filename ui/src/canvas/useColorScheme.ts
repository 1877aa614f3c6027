import { useSyncExternalStore } from "react";

const DARK = "(prefers-color-scheme: dark)";

/** What the system's colours are now. The library's own "system" knows only after everything has been drawn once. */
export function useColorScheme(): "dark" | "light" {
  return useSyncExternalStore(subscribe, () =>
    window.matchMedia(DARK).matches ? "dark" : "light",
  );
}

function subscribe(onChange: () => void): () => void {
  const query = window.matchMedia(DARK);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}
