import { Cable, FlaskConical } from "lucide-react";
import { ErrorNotice } from "../components/ErrorNotice";
import { useAppStore } from "../store";
import { Logo } from "./Logo";
import { useConnectDemo } from "./useDemo";

/** The first start: nothing is configured yet. */
export function Welcome({ onOpenSettings }: { onOpenSettings: () => void }) {
  const demo = useConnectDemo();
  const problem = useAppStore((state) => state.settings?.problem ?? null);
  return (
    <main className="welcome">
      <div className="welcome-box">
        <Logo size={44} />
        <h1>Causeway</h1>
        <p className="welcome-lead">
          Your fleet of agent workspaces on one canvas: configuration, files and agent cards,
          straight from each instance.
        </p>
        <div className="choices">
          <button type="button" className="choice choice-primary" onClick={onOpenSettings}>
            <Cable aria-hidden size={20} />
            <span>
              <strong>Connect to a platform</strong>
              <span>Enter its address and your token.</span>
            </span>
          </button>
          <button
            type="button"
            className="choice"
            disabled={demo.isPending}
            onClick={() => demo.mutate()}
          >
            <FlaskConical aria-hidden size={20} />
            <span>
              <strong>{demo.isPending ? "Starting the demo…" : "Try the demo"}</strong>
              <span>A small fleet on this computer. No account, no network.</span>
            </span>
          </button>
        </div>
        {problem !== null && (
          <ErrorNotice title="There is a problem with the settings" error={problem} />
        )}
        {demo.error !== null && (
          <ErrorNotice
            title="The demo did not start"
            error={demo.error}
            onRetry={() => demo.mutate()}
          />
        )}
      </div>
    </main>
  );
}
