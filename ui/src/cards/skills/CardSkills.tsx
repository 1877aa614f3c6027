import { useMemo, useState } from "react";
import type { CardSkill } from "../../ipc/contract";
import { Bounded } from "../Bounded";
import { Section } from "../Section";
import { NotSigned } from "../signature/NotSigned";
import { SkillItem } from "./SkillItem";
import { SkillSearch } from "./SkillSearch";
import { filterSkills, NO_FILTER, toggleTag } from "./skillFilter";

/** Above this many skills there is something to look for. */
const SEARCHED_FROM = 2;

/** What the agent says it can do. */
export function CardSkills({ skills }: { skills: readonly CardSkill[] }) {
  const [filter, setFilter] = useState(NO_FILTER);
  const found = useMemo(() => filterSkills(skills, filter), [skills, filter]);
  const toggle = (tag: string) => setFilter((present) => toggleTag(present, tag));
  return (
    <Section title="Skills" count={skills.length} mark={<NotSigned pointers={["/skills"]} />}>
      {skills.length === 0 && <p className="faint">The card names none.</p>}
      {skills.length >= SEARCHED_FROM && (
        <SkillSearch
          skills={skills}
          filter={filter}
          countFound={found.length}
          onChange={setFilter}
        />
      )}
      {skills.length > 0 && found.length === 0 && (
        <p className="faint">No skill fits what is looked for.</p>
      )}
      {found.length > 0 && (
        <Bounded
          items={found}
          limit={40}
          what="skills"
          nameOf={({ id }) => id}
          list={(items) => (
            <ul className="items" aria-label="Skills">
              {items}
            </ul>
          )}
          item={(skill) => <SkillItem skill={skill} filter={filter} onTag={toggle} />}
        />
      )}
    </Section>
  );
}
