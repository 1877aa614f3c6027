import { WifiOff } from "lucide-react";
import { ageText, clockText } from "../components/time";
import { Untrusted } from "../components/Untrusted";
import { useNow } from "../components/useNow";
import { useOpenDoctor } from "../doctor/doctorContext";
import { ERRORS } from "../errors";
import type { Connection } from "../ipc/contract";
import { useOpenSettings } from "../settings/settingsContext";
import { useAppStore } from "../store";

type OfflineBannerProps = {
  connection: Connection;
  onRetry: () => void;
};

/** Says that the platform does not answer, why, and how old what is shown is. */
export function OfflineBanner({ connection, onRetry }: OfflineBannerProps) {
  const fetchedMs = useAppStore((state) => state.listed?.fetchedMs ?? null);
  const openSettings = useOpenSettings();
  const openDoctor = useOpenDoctor();
  const now = useNow();
  if (connection.status !== "offline") {
    return null;
  }
  const { error } = connection;
  const known = error === null ? null : (ERRORS[error.code] ?? ERRORS.internal);
  return (
    <div className="banner" data-severity="warning" data-testid="offline" role="alert">
      <WifiOff aria-hidden size={16} />
      <p>
        <strong>
          {fetchedMs === null
            ? "Offline – nothing has been seen yet."
            : `Offline – showing what was last seen at ${clockText(fetchedMs, now)}, ${ageText(fetchedMs, now)}.`}
        </strong>{" "}
        {known?.text}{" "}
        {error !== null && (
          <span className="banner-detail">
            <code>{error.code}</code> <Untrusted text={error.message} />
          </span>
        )}
      </p>
      <button type="button" className="button" onClick={onRetry}>
        Retry
      </button>
      {known?.action === "settings" && (
        <button type="button" className="button" onClick={openSettings}>
          Open settings
        </button>
      )}
      {openDoctor !== null && (
        <button type="button" className="button" onClick={() => openDoctor(null)}>
          Find out why
        </button>
      )}
    </div>
  );
}
