import { createContext, useContext } from "react";

/** Opens the settings from anywhere below the app. */
export const SettingsContext = createContext<() => void>(() => undefined);

export function useOpenSettings(): () => void {
  return useContext(SettingsContext);
}
