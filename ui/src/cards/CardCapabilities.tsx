import { Untrusted } from "../components/Untrusted";
import type { CardCapabilities as Capabilities, CardExtension } from "../ipc/contract";
import { Bounded } from "./Bounded";
import { Section } from "./Section";
import { NotSigned } from "./signature/NotSigned";

/** What the agent can do beyond answering, and which extensions it speaks. */
export function CardCapabilities({ capabilities }: { capabilities: Capabilities }) {
  const flags = [
    ["Streaming", capabilities.streaming],
    ["Push notifications", capabilities.pushNotifications],
    ["State history", capabilities.stateTransitionHistory],
    ["Extended card", capabilities.extendedAgentCard],
  ] as const;
  return (
    <Section title="Capabilities" mark={<NotSigned pointers={["/capabilities"]} />}>
      <dl className="pairs pairs-two">
        {flags.map(([label, value]) => (
          <div className="pair" key={label}>
            <dt>{label}</dt>
            <dd className={value === true ? undefined : "faint"}>{flagText(value)}</dd>
          </div>
        ))}
      </dl>
      {capabilities.extensions.length > 0 && (
        <Bounded
          items={capabilities.extensions}
          limit={20}
          what="extensions"
          nameOf={({ uri }) => uri}
          list={(items) => (
            <ul className="items" aria-label="Extensions">
              {items}
            </ul>
          )}
          item={(extension) => <Extension extension={extension} />}
        />
      )}
    </Section>
  );
}

function Extension({ extension: { uri, description, required } }: { extension: CardExtension }) {
  return (
    <li className="item">
      <span className="mono breakable">
        <Untrusted text={uri} />
      </span>{" "}
      {required && (
        <span className="badge badge-required" title="A client must speak it, too">
          Required
        </span>
      )}
      {description !== null && (
        <p>
          <Untrusted text={description} isBlock />
        </p>
      )}
    </li>
  );
}

function flagText(value: boolean | null): string {
  if (value === null) {
    return "Not stated";
  }
  return value ? "Yes" : "No";
}
