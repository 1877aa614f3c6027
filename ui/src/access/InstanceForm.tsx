import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import type { ChosenInstance, InstanceSearch } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { IpcError } from "../ipc/ipcError";
import { CandidateList } from "./CandidateList";
import {
  checkInstance,
  type InstanceDraft,
  type InstanceProblems,
  initialDraft,
  OTHER,
  toChosen,
} from "./instanceDraft";
import { OtherInstance } from "./OtherInstance";
import { PresentChoice } from "./PresentChoice";

type InstanceFormProps = {
  workspaceId: string;
  search: InstanceSearch;
  onCancel: () => void;
  onChosen: () => void;
};

/** Chooses one of the candidates, or an instance by its id. */
export function InstanceForm({ workspaceId, search, onCancel, onChosen }: InstanceFormProps) {
  const host = useHost();
  const [draft, setDraft] = useState(() => initialDraft(search));
  const [problems, setProblems] = useState<InstanceProblems>({});
  const choosing = useMutation<null, IpcError, ChosenInstance | null>({
    mutationFn: (instance) => host.call("choose_instance", { workspaceId, instance }),
    onSuccess: onChosen,
  });

  function change(part: Partial<InstanceDraft>) {
    setDraft((before) => ({ ...before, ...part }));
    setProblems({});
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const found = checkInstance(draft);
    setProblems(found);
    if (Object.keys(found).length === 0) {
      choosing.mutate(toChosen(draft));
    }
  }

  return (
    <form className="dialog-form" onSubmit={submit} noValidate>
      {search.problem !== null && (
        <ErrorNotice title="The instance could not be looked for" error={search.problem} />
      )}
      {search.chosen !== null && (
        <PresentChoice
          chosen={search.chosen}
          isBusy={choosing.isPending}
          onForget={() => choosing.mutate(null)}
        />
      )}
      <CandidateList
        search={search}
        picked={draft.picked}
        problem={problems.picked}
        onPick={change}
      >
        {draft.picked === OTHER && (
          <OtherInstance draft={draft} problems={problems} onChange={change} />
        )}
      </CandidateList>
      {choosing.error !== null && <ErrorNotice title="Not kept" error={choosing.error} />}
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button button-primary" disabled={choosing.isPending}>
          {choosing.isPending ? "Keeping…" : "Use this instance"}
        </button>
      </div>
    </form>
  );
}
