import { useMemo } from "react";
import { reportProblem } from "../components/notices";
import type { OpenDoctor } from "../doctor/doctorContext";
import { useHost } from "../ipc/hostContext";
import { toIpcError } from "../ipc/ipcError";
import { type Action, isDoctorKey, isRefreshKey, isSettingsKey } from "./actions";

export type Actions = { refresh: Action; settings: Action; doctor: Action };

/** What the user can do everywhere in the window. */
export function useActions(openSettings: () => void, openDoctor: OpenDoctor): Actions {
  const host = useHost();
  return useMemo(
    () => ({
      refresh: {
        label: "Refresh",
        shortcut: "F5",
        matches: isRefreshKey,
        run: () => {
          host
            .call("refresh")
            .catch((error) => reportProblem("Could not refresh", toIpcError(error)));
        },
      },
      settings: {
        label: "Settings",
        shortcut: "Ctrl-,",
        matches: isSettingsKey,
        run: openSettings,
      },
      doctor: {
        label: "Run doctor",
        shortcut: "Ctrl-Shift-D",
        matches: isDoctorKey,
        run: () => openDoctor(null),
      },
    }),
    [host, openSettings, openDoctor],
  );
}
