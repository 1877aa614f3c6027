import type { NodeProps } from "@xyflow/react";
import { ChevronUp } from "lucide-react";
import { memo } from "react";
import { Untrusted } from "../components/Untrusted";
import { visibleText } from "../components/visibleText";
import { summaryText } from "../fleet/attention";
import { toggleGroup } from "../fleet/filterStore";
import type { Group } from "../fleet/groups";
import { labelId, type WorkspaceNode } from "./toGraph";
import { useIsFar } from "./useIsFar";
import { useSummary } from "./useSummary";

/** A group that the user has opened: a frame around what is in it. */
export const OpenedGroup = memo(function OpenedGroup({ id, data }: NodeProps<WorkspaceNode>) {
  return data.group === undefined ? null : <Frame id={id} group={data.group} />;
});

function Frame({ id, group }: { id: string; group: Group }) {
  const summary = useSummary(group);
  const isFar = useIsFar();
  return (
    <div className="team">
      <div className="team-head" data-testid={id} data-far={isFar}>
        <span hidden id={labelId(id)}>
          {`${group.label}, opened group of ${group.size}, ${summaryText(summary)}`}
        </span>
        <div className="team-lead">
          <span className={isFar ? "card-name card-name-far" : "card-name"}>
            <Untrusted text={group.label} />
          </span>
          {!isFar && (
            <span className="card-facts">
              {group.size} workspaces: {summaryText(summary)}
            </span>
          )}
        </div>
        {!isFar && (
          <button
            type="button"
            className="icon-button icon-button-small nodrag nopan"
            aria-label={`Close the group ${visibleText(group.label)}`}
            title="Close the group"
            onClick={(event) => {
              event.stopPropagation();
              toggleGroup(group.key);
            }}
          >
            <ChevronUp aria-hidden size={16} />
          </button>
        )}
      </div>
    </div>
  );
}
