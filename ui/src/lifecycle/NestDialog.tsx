import { useState } from "react";
import { FormDialog } from "../components/FormDialog";
import { visibleText } from "../components/visibleText";
import type { Workspace } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import { useAppStore } from "../store";
import type { LifecycleDialogProps } from "./dialogProps";
import { moveToTeam } from "./runLifecycle";
import { membersBelow } from "./teams";

type NestDialogProps = LifecycleDialogProps & {
  /** Whose team it comes to, or leaves; null when that is not in the list. */
  lead: Workspace | null;
  isOut: boolean;
};

/** Asks before a workspace changes its team: by a card dropped onto another, or by the menu. */
export function NestDialog({ row, lead, isOut, onEnd }: NestDialogProps) {
  const host = useHost();
  const [isSaving, setIsSaving] = useState(false);
  const hasTeam = useAppStore(({ workspaces }) => membersBelow(workspaces, row.id).size > 0);
  const name = visibleText(row.name);
  const of = lead === null ? "its team" : `${visibleText(lead.name)}’s team`;

  async function move() {
    setIsSaving(true);
    onEnd(await moveToTeam(host, row, isOut ? null : (lead?.id ?? null)));
  }

  return (
    <FormDialog
      title={isOut ? `Move ${name} out of ${of}?` : `Make ${name} a member of ${of}?`}
      action={isOut ? "Move out" : "Make it a member"}
      isReady={!isSaving && (isOut || lead !== null)}
      onSubmit={() => void move()}
      onClose={() => onEnd(false)}
    >
      <p className="dialog-text">
        {isOut
          ? "It reports to nobody then."
          : `It reports to ${visibleText(lead?.name ?? "")} then.`}
        {hasTeam && " Those below it come along."}
      </p>
    </FormDialog>
  );
}
