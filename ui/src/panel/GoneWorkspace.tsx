import { Ghost } from "lucide-react";
import { Age } from "../components/Age";
import { Untrusted } from "../components/Untrusted";
import type { Workspace } from "../ipc/contract";
import type { KnownRow } from "./freshestRow";
import { type LegState, problemOf } from "./legState";

type GoneWorkspaceProps = {
  row: KnownRow | null;
  leg: LegState<Workspace>;
  onRetry: () => void;
};

/** Stands above what was last seen of a workspace that the platform does not know any more. */
export function GoneWorkspace({ row, leg, onRetry }: GoneWorkspaceProps) {
  const error = problemOf(leg);
  return (
    <div className="notice panel-gone" data-severity="warning" role="alert">
      <Ghost aria-hidden className="notice-icon" size={16} />
      <div className="notice-body">
        <strong>This workspace is gone</strong>
        <p>
          The platform does not know it any more. What was seen last is shown below, for reading
          only
          {row !== null && (
            <>
              , <Age ms={row.fetchedMs} />
            </>
          )}
          .
        </p>
        {error !== null && (
          <p className="notice-detail">
            <code>{error.code}</code> <Untrusted text={error.message} />
          </p>
        )}
        <div className="notice-actions">
          <button type="button" className="button" onClick={onRetry}>
            Ask again
          </button>
        </div>
      </div>
    </div>
  );
}
