import { useState } from "react";
import { FormDialog } from "../components/FormDialog";
import { Untrusted } from "../components/Untrusted";
import type { Existing } from "../ipc/contract";
import { EntryList } from "../tree/EntryList";
import { type TransferPlan, useExistingQuestion } from "./askExisting";

/** Asks what happens to files that are there already, before a transfer begins. */
export function ExistingDialog() {
  const question = useExistingQuestion((state) => state.question);
  const last = useExistingQuestion((state) => state.last);
  if (question === null) {
    return null;
  }
  return <Question plan={question.plan} first={last} onAnswer={question.answer} />;
}

type QuestionProps = {
  plan: TransferPlan;
  first: Existing;
  onAnswer: (existing: Existing | null) => void;
};

const CHOICES: readonly { value: Existing; label: string }[] = [
  { value: "skip", label: "Skip files that exist" },
  { value: "replace", label: "Replace files that exist" },
];

function Question({ plan, first, onAnswer }: QuestionProps) {
  const [existing, setExisting] = useState(first);
  return (
    <FormDialog
      title={titleOf(plan)}
      action={plan.type === "drop" ? "Upload" : "Choose…"}
      isReady
      onSubmit={() => onAnswer(existing)}
      onClose={() => onAnswer(null)}
    >
      <What plan={plan} />
      <fieldset className="radios">
        <legend className="visually-hidden">What happens to files that exist</legend>
        {CHOICES.map(({ value, label }) => (
          <label key={value} className="radio">
            <input
              type="radio"
              name="existing"
              value={value}
              checked={existing === value}
              onChange={() => setExisting(value)}
            />
            {label}
          </label>
        ))}
      </fieldset>
    </FormDialog>
  );
}

function What({ plan }: { plan: TransferPlan }) {
  if (plan.type === "download") {
    return <EntryList label="What is downloaded" paths={plan.paths} />;
  }
  return (
    <>
      {plan.type === "drop" && <EntryList label="What is uploaded" paths={plan.names} />}
      <p className="dialog-text">
        Into{" "}
        <span className="mono">
          <Untrusted text={plan.folder} />
        </span>{" "}
        on the instance.
      </p>
    </>
  );
}

function titleOf(plan: TransferPlan): string {
  switch (plan.type) {
    case "upload":
      return plan.kind === "files" ? "Upload files" : "Upload a folder";
    case "drop":
      return plan.names.length === 1 ? "Upload it?" : `Upload ${plan.names.length} entries?`;
    case "download":
      return plan.paths.length === 1 ? "Download" : `Download ${plan.paths.length} entries`;
  }
}
