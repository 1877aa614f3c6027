import { Untrusted } from "../components/Untrusted";
import type { CardUnknownField } from "../ipc/contract";
import { Bounded } from "./Bounded";
import { Section } from "./Section";
import { NotSigned } from "./signature/NotSigned";

/** Members that no version of A2A knows, as they are. */
export function CardUnknownFields({ fields }: { fields: readonly CardUnknownField[] }) {
  if (fields.length === 0) {
    return null;
  }
  return (
    <Section title="Unknown fields" count={fields.length}>
      <Bounded
        items={fields}
        limit={20}
        what="unknown fields"
        nameOf={({ pointer }) => pointer}
        list={(items) => <dl className="pairs">{items}</dl>}
        item={({ pointer, json }) => (
          <div className="pair">
            <dt className="mono breakable">
              <Untrusted text={pointer} />
            </dt>
            <dd className="mono breakable">
              <Untrusted text={json} isBlock /> <NotSigned pointers={[pointer]} />
            </dd>
          </div>
        )}
      />
    </Section>
  );
}
