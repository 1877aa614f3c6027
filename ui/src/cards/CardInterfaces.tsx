import { keyed } from "../components/keyed";
import { Untrusted } from "../components/Untrusted";
import type { CardInterface, CardInterfaceOrigin } from "../ipc/contract";
import { Section } from "./Section";
import { NotSigned } from "./signature/NotSigned";

/** Which member of the card an interface comes from, by every spelling of it. */
const MEMBERS: Record<CardInterfaceOrigin, readonly string[]> = {
  supported: ["/supportedInterfaces", "/supported_interfaces"],
  url: ["/url"],
  additional: ["/additionalInterfaces", "/additional_interfaces"],
};

/** Where the agent listens, the preferred address first. None of them is tried from here. */
export function CardInterfaces({ interfaces }: { interfaces: readonly CardInterface[] }) {
  if (interfaces.length === 0) {
    return (
      <Section title="Interfaces" count={0}>
        <p className="faint">The card names no address.</p>
      </Section>
    );
  }
  return (
    <Section title="Interfaces" count={interfaces.length}>
      <ol className="items" aria-label="Interfaces, the preferred one first">
        {keyed(interfaces, ({ url }) => url).map(({ key, item }) => (
          <Interface key={key} item={item} isPreferred={item === interfaces[0]} />
        ))}
      </ol>
      <p className="form-note">Addresses are as seen by the platform.</p>
    </Section>
  );
}

function Interface({ item, isPreferred }: { item: CardInterface; isPreferred: boolean }) {
  const { url, binding, protocolVersion, tenant, origin } = item;
  const [member = ""] = MEMBERS[origin];
  return (
    <li className="item">
      <span className="mono breakable">
        <Untrusted text={url} />
      </span>
      <ul className="chips">
        {isPreferred && <li className="badge badge-accent">Preferred</li>}
        <li className="badge">
          {binding === "" ? "Binding not stated" : <Untrusted text={binding} />}
        </li>
        <li className="badge">
          {protocolVersion === null ? (
            "Protocol not stated"
          ) : (
            <>
              Protocol <Untrusted text={protocolVersion} />
            </>
          )}
        </li>
        {tenant !== null && (
          <li className="badge">
            Tenant <Untrusted text={tenant} />
          </li>
        )}
        <li className="badge mono" title="The member of the card that names it">
          {member.slice(1)}
        </li>
        <li>
          <NotSigned pointers={MEMBERS[origin]} />
        </li>
      </ul>
    </li>
  );
}
