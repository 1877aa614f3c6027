import { LoaderCircle } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { useShortcuts } from "./app/actions";
import { useActions } from "./app/useActions";
import { useReportVisibility } from "./app/useReportVisibility";
import { Welcome } from "./app/Welcome";
import { Workbench } from "./app/Workbench";
import { NoticeList } from "./components/NoticeList";
import { SettingsDialog } from "./settings/SettingsDialog";
import { SettingsContext } from "./settings/settingsContext";
import { useAppStore } from "./store";

/** The whole window. */
export function App() {
  const connection = useAppStore((state) => state.connection);
  const [isSettingUp, setIsSettingUp] = useState(false);
  const openSettings = useCallback(() => setIsSettingUp(true), []);
  const actions = useActions(openSettings);
  useReportVisibility();
  useShortcuts(useMemo(() => Object.values(actions), [actions]));

  return (
    <SettingsContext value={openSettings}>
      {connection === null && <Starting />}
      {connection?.mode === "none" && <Welcome onOpenSettings={openSettings} />}
      {connection !== null && connection.mode !== "none" && (
        <Workbench connection={connection} actions={actions} />
      )}
      {isSettingUp && <SettingsDialog onClose={() => setIsSettingUp(false)} />}
      <NoticeList />
    </SettingsContext>
  );
}

function Starting() {
  return (
    <div className="empty" role="status" aria-label="Starting">
      <LoaderCircle aria-hidden className="spin" size={24} />
    </div>
  );
}
