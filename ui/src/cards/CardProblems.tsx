import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { Untrusted } from "../components/Untrusted";
import type { CardNote, CardSeverity } from "../ipc/contract";
import { Bounded } from "./Bounded";
import { bySeverity, SEVERITIES } from "./problemCounts";
import { Section } from "./Section";
import { topOf } from "./signature/coverage";
import { NotSigned } from "./signature/NotSigned";

const SIGNS = {
  error: { icon: CircleAlert, title: "Errors" },
  warning: { icon: TriangleAlert, title: "Warnings" },
  info: { icon: Info, title: "Notes" },
} satisfies Record<CardSeverity, unknown>;

type CardProblemsProps = {
  notes: readonly CardNote[];
  /** Shows the place in the raw JSON. */
  onGoTo: (pointer: string) => void;
};

/** What is wrong or odd with the card, the worst first. */
export function CardProblems({ notes, onGoTo }: CardProblemsProps) {
  if (notes.length === 0) {
    return null;
  }
  const groups = bySeverity(notes);
  return (
    <Section title="Problems" count={notes.length}>
      {SEVERITIES.filter((severity) => groups[severity].length > 0).map((severity) => (
        <Group key={severity} severity={severity} notes={groups[severity]} onGoTo={onGoTo} />
      ))}
    </Section>
  );
}

type GroupProps = CardProblemsProps & { severity: CardSeverity };

function Group({ severity, notes, onGoTo }: GroupProps) {
  const { icon: Icon, title } = SIGNS[severity];
  return (
    <div className="card-notes" data-severity={severity}>
      <h5>
        <Icon aria-hidden size={14} />
        {title}
        <span className="count">{notes.length}</span>
      </h5>
      <Bounded
        items={notes}
        limit={25}
        what={title.toLowerCase()}
        nameOf={({ pointer, code }) => `${pointer} ${code}`}
        list={(items) => <ul aria-label={title}>{items}</ul>}
        item={({ code, message, pointer }) => (
          <li>
            <span>
              <Untrusted text={message} />{" "}
              <code className="faint">
                <Untrusted text={code} />
              </code>{" "}
              <NotSigned pointers={[topOf(pointer)]} />
            </span>
            <button
              type="button"
              className="address mono breakable"
              title="Show it in the raw JSON"
              onClick={() => onGoTo(pointer)}
            >
              {pointer === "" ? "the whole card" : <Untrusted text={pointer} />}
            </button>
          </li>
        )}
      />
    </div>
  );
}
