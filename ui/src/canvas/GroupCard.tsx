import type { NodeProps } from "@xyflow/react";
import { Layers } from "lucide-react";
import { memo } from "react";
import { Untrusted } from "../components/Untrusted";
import { type Summary, summaryText } from "../fleet/attention";
import type { Group } from "../fleet/groups";
import { Later } from "../later/Later";
import { AttentionButton } from "./AttentionButton";
import type { Tone } from "./status";
import { labelId, type WorkspaceNode } from "./toGraph";
import { useIsFar } from "./useIsFar";
import { useSummary } from "./useSummary";

/** Many workspaces as one card: how many, how they are, and who needs somebody. A click opens it in its place. */
export const GroupCard = memo(function GroupCard({ id, data }: NodeProps<WorkspaceNode>) {
  return data.group === undefined ? null : <Card id={id} group={data.group} />;
});

function Card({ id, group }: { id: string; group: Group }) {
  const summary = useSummary(group);
  const isFar = useIsFar();
  return (
    <div className="card group" data-testid={id} data-tone={summary.attention > 0 ? "bad" : "idle"}>
      <span hidden id={labelId(id)}>
        {groupLabel(group, summary)}
      </span>
      <span className={isFar ? "card-name card-name-far" : "card-name"}>
        <Layers aria-hidden className="inline-icon" size={isFar ? 20 : 14} />
        <Untrusted text={group.label} />
      </span>
      {!isFar && <span className="card-facts">{summaryText(summary)}</span>}
      <SummaryBar summary={summary} />
      <span className="card-foot">
        <span>{group.size === 1 ? "1 workspace" : `${group.size} workspaces`}</span>
        {summary.attention > 0 && <Attention group={group} count={summary.attention} />}
      </span>
    </div>
  );
}

function Attention(props: { group: Group; count: number }) {
  return (
    <Later fallback={<AttentionButton {...props} />}>
      {({ GroupAttention }) => <GroupAttention {...props} />}
    </Later>
  );
}

/** What a screen reader says of a closed group. */
export function groupLabel({ label, size }: Group, summary: Summary): string {
  const need = summary.attention > 0 ? `, ${summary.attention} need attention` : "";
  return `${label}, group of ${size}, ${summaryText(summary)}${need}`;
}

const TONES: readonly Tone[] = ["good", "busy", "warning", "bad", "idle"];

function SummaryBar({ summary }: { summary: Summary }) {
  return (
    <span aria-hidden className="group-bar">
      {TONES.filter((tone) => summary[tone] > 0).map((tone) => (
        <span key={tone} data-tone={tone} style={{ flexGrow: summary[tone] }} />
      ))}
    </span>
  );
}
