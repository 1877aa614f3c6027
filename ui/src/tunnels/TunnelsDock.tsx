import { X } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import { IconButton } from "../components/IconButton";
import { useAppStore } from "../store";
import { endpointTotals } from "../store/tunnelsSlice";
import { CloseAll } from "./CloseAll";
import { TunnelsTable } from "./TunnelsTable";
import { failedText, toRows } from "./tunnelRows";

/** The tunnels to the instances, below the canvas: what is open, what it is doing, and how to end it. */
export function TunnelsDock({ onClose }: { onClose: () => void }) {
  const tunnels = useAppStore((state) => state.tunnels);
  const workspaces = useAppStore((state) => state.workspaces);
  const rows = useMemo(() => toRows(tunnels, workspaces), [tunnels, workspaces]);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
  }, []);

  function closeByKey(event: KeyboardEvent) {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      onClose();
    }
  }

  return (
    <section className="dock" aria-label="Tunnels" data-testid="tunnels" onKeyDown={closeByKey}>
      <header className="dock-head">
        <h2 className="dock-title" tabIndex={-1} ref={title}>
          Tunnels
        </h2>
        <Endpoints />
        <span className="spacer" />
        <CloseAll tunnels={tunnels} />
        <IconButton label="Hide tunnels" shortcut="Esc" icon={X} onClick={onClose} />
      </header>
      <p className="visually-hidden" role="status">
        {failedText(rows)}
      </p>
      {rows.length === 0 ? (
        <p className="empty">No open tunnels. One is set up when you open a panel.</p>
      ) : (
        <TunnelsTable rows={rows} />
      )}
    </section>
  );
}

function Endpoints() {
  const tunnels = useAppStore((state) => state.tunnels);
  const endpoints = useMemo(() => endpointTotals({ tunnels }), [tunnels]);
  return (
    <ul className="facts" aria-label="Connections of each endpoint">
      {endpoints.map(({ endpoint, used, limit }) => (
        <li key={endpoint}>
          <span className="mono">{endpoint}</span>
          <span className="dock-used" data-tone={used >= limit ? "warning" : undefined}>
            {used}/{limit}
          </span>
        </li>
      ))}
    </ul>
  );
}
