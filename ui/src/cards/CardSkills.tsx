import { keyed } from "../components/keyed";
import { Untrusted } from "../components/Untrusted";
import type { CardSkill } from "../ipc/contract";
import { Section } from "./Section";

/** What the agent says it can do. */
export function CardSkills({ skills }: { skills: readonly CardSkill[] }) {
  return (
    <Section title="Skills" count={skills.length}>
      {skills.length === 0 ? (
        <p className="faint">The card names none.</p>
      ) : (
        <ul className="items">
          {keyed(skills, ({ id }) => id).map(({ key, item }) => (
            <Skill key={key} skill={item} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Skill({ skill }: { skill: CardSkill }) {
  const { id, name, description, tags, examples } = skill;
  return (
    <li className="item">
      <div className="item-head">
        <span className="item-title">
          <Untrusted text={name} />
        </span>
        {id !== name && (
          <span className="mono faint">
            <Untrusted text={id} />
          </span>
        )}
      </div>
      {description !== null && (
        <p>
          <Untrusted text={description} isBlock />
        </p>
      )}
      {tags.length > 0 && (
        <ul className="chips">
          {[...new Set(tags)].map((tag) => (
            <li className="badge" key={tag}>
              <Untrusted text={tag} />
            </li>
          ))}
        </ul>
      )}
      {examples.length > 0 && (
        <ul className="examples">
          {[...new Set(examples)].map((example) => (
            <li key={example}>
              <Untrusted text={example} isBlock />
            </li>
          ))}
        </ul>
      )}
      <SkillModes skill={skill} />
    </li>
  );
}

function SkillModes({ skill: { inputModes, outputModes } }: { skill: CardSkill }) {
  if (inputModes.length + outputModes.length === 0) {
    return null;
  }
  return (
    <p className="form-note">
      <Untrusted text={`${inputModes.join(", ") || "any"} → ${outputModes.join(", ") || "any"}`} />
    </p>
  );
}
