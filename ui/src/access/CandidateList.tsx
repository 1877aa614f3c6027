import { type ReactNode, useId } from "react";
import { ageText, clockText } from "../components/time";
import { Untrusted } from "../components/Untrusted";
import { useNow } from "../components/useNow";
import type { InstanceCandidate, InstanceSearch } from "../ipc/contract";
import { OTHER } from "./instanceDraft";

type CandidateListProps = {
  search: InstanceSearch;
  picked: string | null;
  problem: string | undefined;
  onPick: (part: { picked: string }) => void;
  /** Below the last choice, "another instance". */
  children: ReactNode;
};

/** The instances to choose from, and "another one". */
export function CandidateList({ search, picked, problem, onPick, children }: CandidateListProps) {
  const group = useId();
  return (
    <fieldset className="candidates" aria-describedby={`${group}-note`}>
      <legend>Which instance is it?</legend>
      <p className="form-note" id={`${group}-note`}>
        <Found search={search} />
      </p>
      {search.candidates.map((candidate) => (
        <Choice
          key={candidate.instanceId}
          group={group}
          isPicked={picked === candidate.instanceId}
          onPick={() => onPick({ picked: candidate.instanceId })}
        >
          <CandidateFacts candidate={candidate} />
        </Choice>
      ))}
      <Choice group={group} isPicked={picked === OTHER} onPick={() => onPick({ picked: OTHER })}>
        <strong>Another instance</strong>
      </Choice>
      {children}
      {problem !== undefined && (
        <p className="input-problem" role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

function Found({ search: { tag, candidates, problem } }: { search: InstanceSearch }) {
  if (problem !== null) {
    return "None could be looked for; name it by its id.";
  }
  if (tag === null) {
    return "No tag is set in the settings, so none was looked for.";
  }
  const what =
    candidates.length === 0
      ? "No instance has the workspace's id or name as its tag"
      : "These have the workspace's id or name as their tag";
  return (
    <>
      {what} “<Untrusted text={tag} />
      ”.
    </>
  );
}

type ChoiceProps = {
  group: string;
  isPicked: boolean;
  onPick: () => void;
  children: ReactNode;
};

function Choice({ group, isPicked, onPick, children }: ChoiceProps) {
  return (
    <label className="candidate">
      <input type="radio" name={group} checked={isPicked} onChange={onPick} />
      <span className="candidate-facts">{children}</span>
    </label>
  );
}

function CandidateFacts({ candidate }: { candidate: InstanceCandidate }) {
  const { instanceId, name, state, address, launchTime } = candidate;
  const now = useNow();
  const launchedMs = launchTime === null ? Number.NaN : Date.parse(launchTime);
  return (
    <>
      <strong>{name === null ? "Without a name" : <Untrusted text={name} />}</strong>
      <span className="mono">
        <Untrusted text={instanceId} />
      </span>
      <span className="candidate-detail">
        <Untrusted text={state} />
        {address !== null && (
          <>
            {", "}
            <Untrusted text={address} />
          </>
        )}
        {!Number.isNaN(launchedMs) && (
          <>
            {", launched "}
            {clockText(launchedMs, now)}, {ageText(launchedMs, now)}
          </>
        )}
      </span>
    </>
  );
}
