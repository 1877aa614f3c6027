import { createContext } from "react";

/** Opens the panel of a workspace, from within a node. */
export const OpenContext = createContext<(workspaceId: string) => void>(() => undefined);
