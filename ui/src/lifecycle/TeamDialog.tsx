import { useId, useMemo, useState } from "react";
import { FormDialog } from "../components/FormDialog";
import { Untrusted } from "../components/Untrusted";
import { visibleText } from "../components/visibleText";
import type { Workspace } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { useAppStore } from "../store";
import { listWorkspaces } from "../store/workspacesSlice";
import type { LifecycleDialogProps } from "./dialogProps";
import { moveToTeam } from "./runLifecycle";
import { membersBelow, nestProblem } from "./teams";

/** How many are offered at once; the search finds the others. */
const SHOWN = 50;

/** Asks whose team a workspace is to belong to: what dragging a card onto another does, for the keyboard. */
export function TeamDialog({ row, onEnd }: LifecycleDialogProps) {
  const host = useHost();
  const name = useId();
  const [text, setText] = useState("");
  const [leadId, setLeadId] = useState<string | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const { shown, others, hasTeam } = useCandidates(row, text);
  const problem = useAppStore(({ workspaces }) =>
    leadId === null ? null : nestProblem(workspaces, row.id, leadId),
  );

  async function move() {
    setIsSaving(true);
    if (await moveToTeam(host, row, leadId)) {
      onEnd(true);
    } else {
      setIsSaving(false);
    }
  }

  return (
    <FormDialog
      title={`Move ${visibleText(row.name)} to a team`}
      action="Move"
      isReady={leadId !== null && problem === null && !isSaving}
      onSubmit={() => void move()}
      onClose={() => onEnd(false)}
    >
      <label className="input-field">
        <span>Search for its new lead</span>
        <input className="input" value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <fieldset className="team-choices">
        <legend className="visually-hidden">New lead</legend>
        {shown.map((candidate) => (
          <label key={candidate.id} className="team-choice">
            <input
              type="radio"
              name={name}
              checked={leadId === candidate.id}
              onChange={() => setLeadId(candidate.id)}
            />
            <Untrusted text={candidate.name} />
          </label>
        ))}
        {shown.length === 0 && <p className="faint">Nobody of that name can lead it.</p>}
      </fieldset>
      {(others > 0 || hasTeam) && (
        <p className="form-note">
          {others > 0 && `${others} more; search for them. `}
          {hasTeam && "Those below it are not offered: a team cannot go below its own member."}
        </p>
      )}
      {problem !== null && <p className="input-problem">{problem}</p>}
    </FormDialog>
  );
}

/** Who can lead a workspace, by name. */
function useCandidates(
  row: Workspace,
  text: string,
): { shown: readonly Workspace[]; others: number; hasTeam: boolean } {
  const workspaces = useAppStore((state) => state.workspaces);
  const ids = useAppStore((state) => state.workspaceIds);
  return useMemo(() => {
    const below = membersBelow(workspaces, row.id);
    const wanted = text.trim().toLowerCase();
    const found = listWorkspaces({ workspaces, workspaceIds: ids, listed: null })
      .filter(({ id }) => id !== row.id && id !== row.parentId && !below.has(id))
      .filter((candidate) => candidate.name.toLowerCase().includes(wanted))
      .toSorted((a, b) => a.name.localeCompare(b.name));
    return {
      shown: found.slice(0, SHOWN),
      others: Math.max(0, found.length - SHOWN),
      hasTeam: below.size > 0,
    };
  }, [workspaces, ids, row, text]);
}
