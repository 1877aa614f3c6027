import { useState } from "react";
import type { CardEntry } from "../ipc/contract";
import { CardDetails } from "./CardDetails";
import { type CardViewName, CardViews } from "./CardViews";
import { CardEditor } from "./edit/CardEditor";
import { CardHistory } from "./history/CardHistory";
import { OldVersion } from "./history/OldVersion";

/** The card of a workspace: to read, through time, and to edit. */
export function CardPage({ entry }: { entry: CardEntry }) {
  const { workspaceId, versions } = entry;
  const [view, setView] = useState<CardViewName>("card");
  const [viewed, setViewed] = useState<string | null>(null);
  const [isPublished, setIsPublished] = useState(false);
  const isOld = viewed !== null && viewed !== entry.sha256;

  function choose(next: CardViewName) {
    setView(next);
    setViewed(null);
    setIsPublished(false);
  }

  return (
    <div className="card-page">
      <CardViews
        view={view}
        onChoose={choose}
        workspaceId={workspaceId}
        countVersions={versions.length}
        canEdit={entry.state !== "removed"}
      />
      {view === "edit" ? (
        <CardEditor
          workspaceId={workspaceId}
          entry={entry}
          onPublished={() => {
            choose("card");
            setIsPublished(true);
          }}
        />
      ) : (
        <div className="tab-scroll">
          {isPublished && (
            <p className="hint" role="status">
              Published. The agent overwrites it with its own card at its next start.
            </p>
          )}
          {view === "card" && versions.length > 1 && !isOld && (
            <div>
              <button type="button" className="button" onClick={() => choose("history")}>
                What changed
              </button>
            </div>
          )}
          {view === "history" && (
            <CardHistory
              entry={entry}
              onView={(sha256) => {
                choose("card");
                setViewed(sha256);
              }}
            />
          )}
          {view === "card" && !isOld && <CardDetails entry={entry} />}
          {view === "card" && isOld && (
            <OldVersion newest={entry} sha256={viewed} onBack={() => setViewed(null)} />
          )}
        </div>
      )}
    </div>
  );
}
