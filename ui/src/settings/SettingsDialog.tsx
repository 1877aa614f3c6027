import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CardKeysSettings } from "../cards/keys/CardKeysSettings";
import { ErrorNotice } from "../components/ErrorNotice";
import { Modal } from "../components/Modal";
import { Skeleton } from "../components/Skeleton";
import type { SettingsView } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { CacheSection } from "./CacheSection";
import { SettingsForm } from "./SettingsForm";

const SETTINGS_KEY = ["settings"] as const;

/** Where to connect to, and how. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const host = useHost();
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery<SettingsView, IpcError>({
    queryKey: SETTINGS_KEY,
    queryFn: () => host.call("read_settings"),
    staleTime: 0,
    gcTime: 0,
  });

  function finish(saved: SettingsView) {
    queryClient.setQueryData(SETTINGS_KEY, saved);
    if (saved.problem === null) {
      onClose();
    }
  }

  return (
    <Modal title="Settings" closeLabel="Close settings" onClose={onClose}>
      {data === undefined && error === null && <Skeleton label="Loading the settings" lines={5} />}
      {error !== null && (
        <ErrorNotice
          title="Could not read the settings"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {data !== undefined && <SettingsForm view={data} onSaved={finish} />}
      {data !== undefined && (
        <fieldset className="form-group">
          <legend>Keys for agent cards</legend>
          <CardKeysSettings />
        </fieldset>
      )}
      {data !== undefined && <CacheSection />}
    </Modal>
  );
}
