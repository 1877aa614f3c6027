import { useId } from "react";
import type { InstanceDraft, InstanceProblems } from "./instanceDraft";

type OtherInstanceProps = {
  draft: InstanceDraft;
  problems: InstanceProblems;
  onChange: (part: Partial<InstanceDraft>) => void;
};

/** An instance that is named by hand. */
export function OtherInstance({ draft, problems, onChange }: OtherInstanceProps) {
  return (
    <div className="other-instance">
      <Field
        label="Instance id"
        value={draft.instanceId}
        placeholder="i-0123456789abcdef0"
        problem={problems.instanceId}
        hint="As the EC2 console shows it."
        onChange={(instanceId) => onChange({ instanceId })}
      />
      <Field
        label="Private IP address (optional)"
        value={draft.privateIp}
        placeholder="10.20.0.7"
        problem={problems.privateIp}
        hint="Only needed where you may not ask EC2 for it (ec2:DescribeInstances)."
        onChange={(privateIp) => onChange({ privateIp })}
      />
    </div>
  );
}

type FieldProps = {
  label: string;
  value: string;
  placeholder: string;
  problem: string | undefined;
  hint: string;
  onChange: (value: string) => void;
};

function Field({ label, value, placeholder, problem, hint, onChange }: FieldProps) {
  const id = useId();
  return (
    <div className="input-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input mono"
        value={value}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-note`}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem === undefined ? (
        <p className="form-note" id={`${id}-note`}>
          {hint}
        </p>
      ) : (
        <p className="input-problem" id={`${id}-note`} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
