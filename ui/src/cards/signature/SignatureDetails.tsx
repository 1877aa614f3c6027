import { type ReactNode, useState } from "react";
import { Untrusted } from "../../components/Untrusted";
import type { CardSignature } from "../../ipc/contract";
import { Bounded } from "../Bounded";
import { AddKeyDialog } from "../keys/AddKeyDialog";
import { FORMS, VERDICTS } from "./verdicts";

type SignatureDetailsProps = { id: string; signature: CardSignature };

/** Everything that is known of a card's signature. */
export function SignatureDetails({ id, signature }: SignatureDetailsProps) {
  const { verdict, message, kid, alg, form, thumbprint, label, jku } = signature;
  const { tone, meaning } = VERDICTS[verdict];
  const [isAdding, setIsAdding] = useState(false);
  return (
    <section className="signature" data-tone={tone} id={id} aria-label="Signature">
      <p>{meaning}</p>
      {message !== "" && (
        <p className="small faint">
          <Untrusted text={message} />
        </p>
      )}
      <dl className="pairs">
        <Fact label="Key" value={label} />
        <Fact label="Thumbprint" value={thumbprint} isMono />
        <Fact label="Key id (kid)" value={kid} isMono />
        <Fact label="Algorithm" value={alg} isMono />
        <Fact label="Signed form" value={form && FORMS[form]} />
        <Fact label="Keys at (jku)" value={jku} isMono>
          <span className="faint small">Never fetched by itself.</span>
        </Fact>
        <Pointers label="Covered fields" pointers={signature.covered} />
        <Pointers label="Not signed" pointers={signature.uncovered} />
      </dl>
      {verdict === "unknown_key" && (
        <button type="button" className="button" onClick={() => setIsAdding(true)}>
          Add the key…
        </button>
      )}
      {isAdding && <AddKeyDialog kid={kid} onClose={() => setIsAdding(false)} />}
    </section>
  );
}

type FactProps = {
  label: string;
  value: string | null;
  isMono?: boolean;
  children?: ReactNode;
};

function Fact({ label, value, isMono = false, children }: FactProps) {
  if (value === null) {
    return null;
  }
  return (
    <div className="pair">
      <dt>{label}</dt>
      <dd className={isMono ? "mono breakable" : "breakable"}>
        <Untrusted text={value} /> {children}
      </dd>
    </div>
  );
}

function Pointers({ label, pointers }: { label: string; pointers: readonly string[] }) {
  if (pointers.length === 0) {
    return null;
  }
  return (
    <div className="pair">
      <dt>{label}</dt>
      <dd>
        <Bounded
          items={pointers}
          limit={24}
          what="fields"
          nameOf={(pointer) => pointer}
          list={(items) => (
            <ul className="chips" aria-label={label}>
              {items}
            </ul>
          )}
          item={(pointer) => (
            <li className="badge mono">
              <Untrusted text={pointer} />
            </li>
          )}
        />
      </dd>
    </div>
  );
}
