import { createContext, useContext } from "react";
import type { Host } from "./host";

/** Hands the {@link Host} to the components. */
export const HostContext = createContext<Host | null>(null);

/** The host of this tree. */
export function useHost(): Host {
  const host = useContext(HostContext);
  if (host === null) {
    throw new Error("useHost needs a HostContext above it");
  }
  return host;
}
