import { Highlighted } from "../../components/Highlighted";
import { Untrusted } from "../../components/Untrusted";
import type { CardSkill } from "../../ipc/contract";
import type { SkillFilter } from "./skillFilter";

type SkillItemProps = {
  skill: CardSkill;
  filter: SkillFilter;
  onTag: (tag: string) => void;
};

/** One skill. What was looked for is marked in its names; its tags filter. */
export function SkillItem({ skill, filter, onTag }: SkillItemProps) {
  const { id, name, description, tags, examples } = skill;
  const query = filter.text.trim();
  return (
    <li className="item skill">
      <div className="item-head">
        <span className="item-title">
          <Highlighted text={name} query={query} />
        </span>
        {id !== name && (
          <span className="mono faint">
            <Highlighted text={id} query={query} />
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
            <li key={tag}>
              <button
                type="button"
                className="badge tag"
                title="Only skills with this tag"
                aria-pressed={filter.tags.includes(tag)}
                onClick={() => onTag(tag)}
              >
                <Untrusted text={tag} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {examples.length > 0 && (
        <ul className="examples" aria-label="Examples">
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
    return <p className="form-note">Default modes</p>;
  }
  return (
    <p className="form-note">
      Takes <Untrusted text={inputModes.join(", ") || "the default modes"} />, answers in{" "}
      <Untrusted text={outputModes.join(", ") || "the default modes"} />
    </p>
  );
}
