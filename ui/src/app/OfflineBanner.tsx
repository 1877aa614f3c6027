import { WifiOff } from "lucide-react";
import { ageText } from "../components/time";
import { Untrusted } from "../components/Untrusted";
import { useNow } from "../components/useNow";
import { useOpenDoctor } from "../doctor/doctorContext";
import { ERRORS } from "../errors";
import type { Connection } from "../ipc/contract";
import { useOpenSettings } from "../settings/settingsContext";
import { useAppStore } from "../store";
import { freshnessOf } from "./freshness";

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
  const { error, answeredMs } = connection;
  const { word, why } = freshnessOf(connection, fetchedMs, now);
  const sinceMs = answeredMs ?? fetchedMs;
  const known = error === null ? null : (ERRORS[error.code] ?? ERRORS.internal);
  return (
    <div className="banner" data-severity="warning" data-testid="offline" role="alert">
      <WifiOff aria-hidden size={16} />
      <p>
        <strong>
          {word} — {why}
          {sinceMs !== null && `, ${ageText(sinceMs, now)}`}.
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
