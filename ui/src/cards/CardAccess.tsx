import { keyed } from "../components/keyed";
import { Untrusted } from "../components/Untrusted";
import type { CardCapabilities, CardInterface, CardView } from "../ipc/contract";
import { Section } from "./Section";

/** How the agent is reached, what it can do there, and what it wants as proof of identity. */
export function CardAccess({ view }: { view: CardView }) {
  return (
    <>
      {view.interfaces.length > 0 && (
        <Section title="Interfaces" count={view.interfaces.length}>
          <ol className="items">
            {keyed(view.interfaces, ({ url }) => url).map(({ key, item }) => (
              <Interface key={key} item={item} isPreferred={item === view.interfaces[0]} />
            ))}
          </ol>
          <p className="form-note">Addresses are as the platform sees them.</p>
        </Section>
      )}
      <Capabilities capabilities={view.capabilities} />
      {view.securitySchemes.length > 0 && (
        <Section title="Security" count={view.securitySchemes.length}>
          <ul className="items">
            {view.securitySchemes.map(({ name, kind, description }) => (
              <li className="item" key={name}>
                <span className="item-title">
                  <Untrusted text={name} />
                </span>{" "}
                <span className="badge">
                  <Untrusted text={kind} />
                </span>
                {description !== null && (
                  <p>
                    <Untrusted text={description} isBlock />
                  </p>
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Interface({ item, isPreferred }: { item: CardInterface; isPreferred: boolean }) {
  return (
    <li className="item">
      <span className="mono breakable">
        <Untrusted text={item.url} />
      </span>
      <ul className="chips">
        <li className="badge">
          <Untrusted text={item.binding} />
        </li>
        {item.protocolVersion !== null && (
          <li className="badge">
            Protocol <Untrusted text={item.protocolVersion} />
          </li>
        )}
        {item.tenant !== null && (
          <li className="badge">
            Tenant <Untrusted text={item.tenant} />
          </li>
        )}
        {isPreferred && <li className="badge badge-accent">Preferred</li>}
      </ul>
    </li>
  );
}

function Capabilities({ capabilities }: { capabilities: CardCapabilities }) {
  const flags = [
    ["Streaming", capabilities.streaming],
    ["Push notifications", capabilities.pushNotifications],
    ["State history", capabilities.stateTransitionHistory],
    ["Extended card", capabilities.extendedAgentCard],
  ] as const;
  return (
    <Section title="Capabilities">
      <dl className="pairs pairs-two">
        {flags.map(([label, value]) => (
          <div className="pair" key={label}>
            <dt>{label}</dt>
            <dd className={value === true ? undefined : "faint"}>{flagText(value)}</dd>
          </div>
        ))}
      </dl>
      {capabilities.extensions.length > 0 && (
        <ul className="items">
          {keyed(capabilities.extensions, ({ uri }) => uri).map(({ key, item }) => (
            <li className="item" key={key}>
              <span className="mono breakable">
                <Untrusted text={item.uri} />
              </span>{" "}
              {item.required && <span className="badge">Required</span>}
              {item.description !== null && (
                <p>
                  <Untrusted text={item.description} isBlock />
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function flagText(value: boolean | null): string {
  if (value === null) {
    return "Not stated";
  }
  return value ? "Yes" : "No";
}
