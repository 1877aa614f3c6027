import { useCallback, useState } from "react";

/** How an attempt to copy went. */
export type CopyState = "idle" | "copied" | "refused";

/** Puts text on the clipboard and tells how that went, also by its promise. A webview may refuse it. */
export function useCopy(): { state: CopyState; copy: (text: string) => Promise<boolean> } {
  const [state, setState] = useState<CopyState>("idle");
  const copy = useCallback(async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
      return true;
    } catch {
      // Whatever the reason, the user can still copy by hand.
      setState("refused");
      return false;
    }
  }, []);
  return { state, copy };
}
