import { Untrusted } from "../components/Untrusted";
import type { CardView } from "../ipc/contract";
import { Section } from "./Section";
import { NotSigned } from "./signature/NotSigned";
import { WebAddress } from "./WebAddress";

type Row = { label: string; value: string | null; pointers: readonly string[] };

/** Who offers the agent, and where to read more. Nothing of it is loaded. */
export function CardAbout({ view }: { view: CardView }) {
  const rows: Row[] = [
    { label: "Site", value: view.provider?.url ?? null, pointers: ["/provider"] },
    {
      label: "Documentation",
      value: view.documentationUrl,
      pointers: ["/documentationUrl", "/documentation_url"],
    },
    { label: "Icon (not loaded)", value: view.iconUrl, pointers: ["/iconUrl", "/icon_url"] },
  ];
  const shown = rows.filter(({ value }) => value !== null);
  const organization = view.provider?.organization ?? null;
  if (shown.length === 0 && organization === null) {
    return null;
  }
  return (
    <Section title="Provider and documentation">
      <dl className="pairs">
        {organization !== null && (
          <div className="pair">
            <dt>Organisation</dt>
            <dd className="breakable">
              <Untrusted text={organization} /> <NotSigned pointers={["/provider"]} />
            </dd>
          </div>
        )}
        {shown.map(({ label, value, pointers }) => (
          <div className="pair" key={label}>
            <dt>{label}</dt>
            <dd>
              <WebAddress url={value ?? ""} /> <NotSigned pointers={pointers} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
