import { Age } from "../components/Age";
import type { Connection, ConnectionStatus } from "../ipc/contract";
import { useAppStore } from "../store";

const LOOKS = {
  not_configured: { word: "Not set up", tone: "idle" },
  connecting: { word: "Connecting…", tone: "busy" },
  online: { word: "Online", tone: "good" },
  offline: { word: "Offline", tone: "warning" },
} satisfies Record<ConnectionStatus, { word: string; tone: string }>;

/** The state of the connection, and how old the list is. */
export function ConnectionState({ connection }: { connection: Connection }) {
  const listed = useAppStore((state) => state.listed);
  const { word, tone } = LOOKS[connection.status];
  return (
    <span className="connection" role="status">
      <span className="connection-word" data-tone={tone}>
        <span aria-hidden className="dot" />
        {word}
      </span>
      {listed !== null && (
        <span className="faint">
          <Age ms={listed.fetchedMs} />
        </span>
      )}
    </span>
  );
}
