import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { keyed } from "../components/keyed";
import { Untrusted } from "../components/Untrusted";
import type { CardNote, CardSeverity, CardUnknownField } from "../ipc/contract";
import { Section } from "./Section";

const SIGNS = {
  error: { icon: CircleAlert, word: "Error" },
  warning: { icon: TriangleAlert, word: "Warning" },
  info: { icon: Info, word: "Note" },
} satisfies Record<CardSeverity, unknown>;

/** What is wrong or odd with the card. */
export function CardNotes({ notes }: { notes: readonly CardNote[] }) {
  if (notes.length === 0) {
    return null;
  }
  return (
    <ul className="card-notes" aria-label="Problems of the card">
      {keyed(notes, ({ pointer, code }) => `${pointer} ${code}`).map(({ key, item }) => (
        <Note key={key} note={item} />
      ))}
    </ul>
  );
}

function Note({ note: { severity, message, pointer } }: { note: CardNote }) {
  const { icon: Icon, word } = SIGNS[severity];
  return (
    <li data-severity={severity}>
      <Icon aria-hidden size={14} />
      <span>
        <strong>{word}:</strong> <Untrusted text={message} />{" "}
        {pointer !== "" && (
          <code className="breakable">
            <Untrusted text={pointer} />
          </code>
        )}
      </span>
    </li>
  );
}

/** Members that no version of A2A knows, as they are. */
export function CardUnknownFields({ fields }: { fields: readonly CardUnknownField[] }) {
  if (fields.length === 0) {
    return null;
  }
  return (
    <Section title="Other fields" count={fields.length}>
      <dl className="pairs">
        {fields.map(({ pointer, json }) => (
          <div className="pair" key={pointer}>
            <dt className="mono breakable">
              <Untrusted text={pointer} />
            </dt>
            <dd className="mono breakable">
              <Untrusted text={json} isBlock />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
