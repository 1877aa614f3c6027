import { LoaderCircle } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { useShortcuts } from "./app/actions";
import { useActions } from "./app/useActions";
import { useReportVisibility } from "./app/useReportVisibility";
import { Welcome } from "./app/Welcome";
import { Workbench } from "./app/Workbench";
import { NoticeList } from "./components/NoticeList";
import { DoctorContext } from "./doctor/doctorContext";
import { useDoctorWindow } from "./doctor/useDoctorWindow";
import { useWindowTitle } from "./drafts/useWindowTitle";
import { Later } from "./later/Later";
import { SettingsContext } from "./settings/settingsContext";
import { useAppStore } from "./store";

/** The whole window. */
export function App() {
  const connection = useAppStore((state) => state.connection);
  const [isSettingUp, setIsSettingUp] = useState(false);
  const openSettings = useCallback(() => setIsSettingUp(true), []);
  const doctor = useDoctorWindow();
  const actions = useActions(openSettings, doctor.open);
  useReportVisibility();
  useWindowTitle();
  useShortcuts(useMemo(() => Object.values(actions), [actions]));

  return (
    <SettingsContext value={openSettings}>
      <DoctorContext value={doctor.open}>
        {connection === null && <Starting />}
        {connection?.mode === "none" && <Welcome onOpenSettings={openSettings} />}
        {connection !== null && connection.mode !== "none" && (
          <Workbench connection={connection} actions={actions} />
        )}
        <Later>
          {({ SettingsDialog }) =>
            isSettingUp && <SettingsDialog onClose={() => setIsSettingUp(false)} />
          }
        </Later>
      </DoctorContext>
      <Later>
        {({ DoctorDialog, CloseGuard }) => (
          <>
            {doctor.shown !== null && (
              <DoctorDialog
                key={doctor.shown.workspaceId}
                workspaceId={doctor.shown.workspaceId}
                onClose={doctor.close}
              />
            )}
            <CloseGuard />
          </>
        )}
      </Later>
      <NoticeList />
    </SettingsContext>
  );
}

/** With a text, so that fonts are loaded while the backend answers. */
function Starting() {
  return (
    <div className="empty" role="status">
      <LoaderCircle aria-hidden className="spin" size={24} />
      <p>Starting…</p>
    </div>
  );
}
