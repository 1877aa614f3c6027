import { Age } from "../components/Age";
import { Untrusted } from "../components/Untrusted";
import type { CardEntry, CardProvider, CardShape, CardView } from "../ipc/contract";
import { CardAccess } from "./CardAccess";
import { CardNotes, CardUnknownFields } from "./CardNotes";
import { CardSkills } from "./CardSkills";
import { Section } from "./Section";

const SHAPES: Record<CardShape, string> = {
  "v1.0": "A2A 1.0",
  "v0.3": "A2A 0.3",
  "v0.2": "A2A 0.2",
  platform: "Platform card",
  not_a_card: "Not an A2A card",
};

/**
 * A card for reading. All of it was written by others: plain text, no picture is loaded and no
 * link opens by itself.
 */
export function CardDetails({ entry }: { entry: CardEntry }) {
  const { view, raw } = entry;
  return (
    <div className="tab-scroll card-details">
      <Head entry={entry} />
      <CardNotes notes={view.notes} />
      {view.description !== null && (
        <p className="card-description">
          <Untrusted text={view.description} isBlock />
        </p>
      )}
      <CardAccess view={view} />
      <CardSkills skills={view.skills} />
      <Modes view={view} />
      <About view={view} />
      <CardUnknownFields fields={view.unknownFields} />
      <details className="raw-json">
        <summary>Raw JSON</summary>
        <pre>{raw}</pre>
      </details>
    </div>
  );
}

function Head({ entry: { view, confirmedMs, source } }: { entry: CardEntry }) {
  const name = view.name ?? "Unnamed agent";
  return (
    <div className="card-head">
      <span className="avatar" aria-hidden>
        {[...name][0]?.toUpperCase()}
      </span>
      <div>
        <h3 className="card-title" data-testid="card-name">
          <Untrusted text={name} />
        </h3>
        <p className="faint small" data-testid="card-age">
          {source === "live" ? "From the platform" : "Last known card"}, <Age ms={confirmedMs} />
        </p>
        <ul className="chips">
          <li className="badge">{SHAPES[view.shape]}</li>
          {view.hybrid && <li className="badge">Hybrid of two versions</li>}
          {view.version !== null && (
            <li className="badge">
              Version <Untrusted text={view.version} />
            </li>
          )}
          <li className="badge">{signatures(view.signatureCount)}</li>
        </ul>
      </div>
    </div>
  );
}

function signatures(count: number): string {
  if (count === 0) {
    return "Unsigned";
  }
  return count === 1 ? "1 signature, not verified" : `${count} signatures, not verified`;
}

function Modes({ view }: { view: CardView }) {
  if (view.defaultInputModes.length + view.defaultOutputModes.length === 0) {
    return null;
  }
  return (
    <Section title="Modes">
      <dl className="pairs">
        <div className="pair">
          <dt>Input</dt>
          <dd>
            <Untrusted text={view.defaultInputModes.join(", ") || "None named"} />
          </dd>
        </div>
        <div className="pair">
          <dt>Output</dt>
          <dd>
            <Untrusted text={view.defaultOutputModes.join(", ") || "None named"} />
          </dd>
        </div>
      </dl>
    </Section>
  );
}

function About({ view }: { view: CardView }) {
  const rows = [
    ["Organisation", view.provider?.organization ?? null],
    ["Site", providerUrl(view.provider)],
    ["Documentation", view.documentationUrl],
    ["Icon (not loaded)", view.iconUrl],
  ].filter((row): row is [string, string] => row[1] !== null);
  if (rows.length === 0) {
    return null;
  }
  return (
    <Section title="Provider">
      <dl className="pairs">
        {rows.map(([label, value]) => (
          <div className="pair" key={label}>
            <dt>{label}</dt>
            <dd className="breakable">
              <Untrusted text={value} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function providerUrl(provider: CardProvider | null): string | null {
  return provider?.url ?? null;
}
