import { keyed } from "../components/keyed";
import { Untrusted } from "../components/Untrusted";
import type { CardRequirement, CardSecurityScheme, CardView } from "../ipc/contract";
import { Bounded } from "./Bounded";
import { Section } from "./Section";
import { NotSigned } from "./signature/NotSigned";

const SCHEMES = ["/securitySchemes", "/security_schemes", "/authentication"];
const REQUIREMENTS = ["/securityRequirements", "/security_requirements", "/security"];

type Security = Pick<CardView, "securitySchemes" | "securityRequirements">;

/** How to authenticate to the agent: what it asks for, and what each scheme is. */
export function CardSecurity({ securitySchemes, securityRequirements }: Security) {
  const described = new Set(securitySchemes.map(({ name }) => name));
  return (
    <Section
      title="Security"
      count={securitySchemes.length}
      mark={<NotSigned pointers={SCHEMES} />}
    >
      <Requirements alternatives={securityRequirements} described={described} />
      {securitySchemes.length > 0 && (
        <Bounded
          items={securitySchemes}
          limit={20}
          what="schemes"
          nameOf={({ name }) => name}
          list={(items) => (
            <ul className="items" aria-label="Security schemes">
              {items}
            </ul>
          )}
          item={(scheme) => <Scheme scheme={scheme} />}
        />
      )}
    </Section>
  );
}

type RequirementsProps = {
  alternatives: readonly (readonly CardRequirement[])[];
  described: ReadonlySet<string>;
};

function Requirements({ alternatives, described }: RequirementsProps) {
  if (alternatives.length === 0) {
    return <p className="faint">The card asks for no authentication.</p>;
  }
  const wanted = keyed(alternatives, (all) => all.map(({ scheme }) => scheme).join(" "));
  return (
    <p className="requirements" data-testid="card-requirements">
      {alternatives.length > 1 ? "One of: " : "Needed: "}
      {wanted.map(({ key, item }, index) => (
        <span key={key}>
          {index > 0 && <span className="faint"> — or </span>}
          <All requirements={item} described={described} />
        </span>
      ))}{" "}
      <NotSigned pointers={REQUIREMENTS} />
    </p>
  );
}

type AllProps = { requirements: readonly CardRequirement[]; described: ReadonlySet<string> };

/** Schemes that are wanted together. */
function All({ requirements, described }: AllProps) {
  if (requirements.length === 0) {
    return <>nothing (anonymous)</>;
  }
  return keyed(requirements, ({ scheme }) => scheme).map(({ key, item }, index) => (
    <span key={key}>
      {index > 0 && " and "}
      <strong>
        <Untrusted text={item.scheme} />
      </strong>
      {item.scopes.length > 0 && (
        <>
          {" "}
          (<Untrusted text={item.scopes.join(", ")} />)
        </>
      )}
      {!described.has(item.scheme) && <span className="faint"> (not described)</span>}
    </span>
  ));
}

function Scheme({ scheme }: { scheme: CardSecurityScheme }) {
  const { name, kind, description, details } = scheme;
  return (
    <li className="item">
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
      {details.length > 0 && (
        <dl className="pairs item-details">
          {keyed(details, (detail) => detail.name).map(({ key, item }) => (
            <div className="pair" key={key}>
              <dt className="mono breakable">
                <Untrusted text={item.name} />
              </dt>
              <dd className="breakable">
                <Untrusted text={item.value} isBlock />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
