import { DatabaseBackup, X } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../components/IconButton";
import { Untrusted } from "../components/Untrusted";
import { useAppStore } from "../store";

/** What the user should know of the cache, until it is dismissed; a different word comes again. */
export function CacheNotice() {
  const notice = useAppStore((state) => state.cacheNotice);
  const [dismissed, setDismissed] = useState<string | null>(null);
  if (notice === null || notice === dismissed) {
    return null;
  }
  return (
    <div className="banner" data-severity="info" role="status" data-testid="cache-notice">
      <DatabaseBackup aria-hidden size={16} />
      <p>
        <Untrusted text={notice} />
      </p>
      <IconButton label="Dismiss" icon={X} onClick={() => setDismissed(notice)} />
    </div>
  );
}
