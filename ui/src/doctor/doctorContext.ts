import { createContext, useContext } from "react";

/** Shows the doctor at work on the way to a workspace's instance; null goes as far as there is no instance. */
export type OpenDoctor = (workspaceId: string | null) => void;

/** null where the doctor cannot be called, such as in its own window. */
export const DoctorContext = createContext<OpenDoctor | null>(null);

export function useOpenDoctor(): OpenDoctor | null {
  return useContext(DoctorContext);
}
