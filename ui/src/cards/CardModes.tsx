import { Untrusted } from "../components/Untrusted";
import type { CardView } from "../ipc/contract";
import { Section } from "./Section";
import { NotSigned } from "./signature/NotSigned";

/** The media types that hold where a skill names none. */
export function CardModes({ view }: { view: CardView }) {
  const rows = [
    ["Takes", view.defaultInputModes, ["/defaultInputModes", "/default_input_modes"]],
    ["Answers in", view.defaultOutputModes, ["/defaultOutputModes", "/default_output_modes"]],
  ] as const;
  return (
    <Section title="Default modes">
      <dl className="pairs">
        {rows.map(([label, modes, pointers]) => (
          <div className="pair" key={label}>
            <dt>{label}</dt>
            <dd>
              {modes.length === 0 ? (
                <span className="faint">None named</span>
              ) : (
                <Untrusted text={modes.join(", ")} />
              )}{" "}
              <NotSigned pointers={pointers} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
