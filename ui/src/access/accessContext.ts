import { createContext, useContext } from "react";

/** The ways past what stands between the user and the instance of one workspace. */
export type WorkspaceAccess = {
  workspaceId: string;
  /** Shows the host key that was refused, to decide about it. */
  reviewHostKey: () => void;
  /** Loads everything about it again. */
  reload: () => void;
  /** Asks which instance is the workspace's. */
  chooseInstance: () => void;
};

/** Set where everything shown is about one workspace. */
export const AccessContext = createContext<WorkspaceAccess | null>(null);

export function useAccess(): WorkspaceAccess | null {
  return useContext(AccessContext);
}
