import { Minus, Pencil, Plus } from "lucide-react";
import { Untrusted } from "../../components/Untrusted";
import type { CardChange } from "../../ipc/contract";
import { Bounded } from "../Bounded";

/** How each kind of change is told: by a sign and a word, not by colour alone. */
const KINDS = {
  added: { icon: Plus, word: "Added" },
  removed: { icon: Minus, word: "Removed" },
  changed: { icon: Pencil, word: "Changed" },
} as const;

type ChangeGroupProps = { title: string; changes: readonly CardChange[] };

/** The changes of one part of a card; nothing where there are none. */
export function ChangeGroup({ title, changes }: ChangeGroupProps) {
  if (changes.length === 0) {
    return null;
  }
  return (
    <div className="changes">
      <h5>
        {title} <span className="count">{changes.length}</span>
      </h5>
      <Bounded
        items={changes}
        limit={25}
        what="changes"
        nameOf={({ subject }) => subject}
        list={(items) => (
          <ul className="items" aria-label={`Changes: ${title}`}>
            {items}
          </ul>
        )}
        item={(change) => <Change change={change} />}
      />
    </div>
  );
}

function Change({ change }: { change: CardChange }) {
  const { subject, before, after } = change;
  const kind = before === null ? "added" : after === null ? "removed" : "changed";
  const { icon: Icon, word } = KINDS[kind];
  return (
    <li className="item change" data-kind={kind}>
      <p className="change-head">
        <Icon aria-hidden size={13} />
        <span className="change-word">{word}</span>
        <span className="item-title">
          <Untrusted text={subject} />
        </span>
      </p>
      {before !== null && <Side label="Before" text={before} />}
      {after !== null && <Side label="After" text={after} />}
    </li>
  );
}

function Side({ label, text }: { label: string; text: string }) {
  return (
    <div className="change-side" data-side={label.toLowerCase()}>
      <span className="small faint">{label}</span>
      <pre className="breakable">
        <Untrusted text={text} isBlock />
      </pre>
    </div>
  );
}
