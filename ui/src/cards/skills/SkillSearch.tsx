import { type KeyboardEvent, useMemo } from "react";
import { Untrusted } from "../../components/Untrusted";
import type { CardSkill } from "../../ipc/contract";
import { NO_FILTER, type SkillFilter, tagsOf, toggleTag } from "./skillFilter";

/** More tags than these are found by typing. */
const MAX_TAGS = 16;

type SkillSearchProps = {
  skills: readonly CardSkill[];
  filter: SkillFilter;
  countFound: number;
  onChange: (filter: SkillFilter) => void;
};

/** Looks through the skills by text and by tags; Escape clears both. */
export function SkillSearch({ skills, filter, countFound, onChange }: SkillSearchProps) {
  const tags = useMemo(() => tagsOf(skills).slice(0, MAX_TAGS), [skills]);
  const isFiltering = filter.text !== "" || filter.tags.length > 0;

  function clearByKey(event: KeyboardEvent) {
    if (event.key === "Escape" && isFiltering) {
      // It clears the search, and does not close the panel.
      event.preventDefault();
      event.stopPropagation();
      onChange(NO_FILTER);
    }
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the fields and buttons in it have the keyboard
    <div className="skill-search" onKeyDown={clearByKey}>
      <div className="input-row">
        <input
          className="input"
          type="search"
          aria-label="Search skills"
          data-testid="skill-search"
          placeholder="Search names, tags, descriptions and examples"
          spellCheck={false}
          value={filter.text}
          onChange={(event) => onChange({ ...filter, text: event.target.value })}
        />
        <span className="skill-count faint small" role="status">
          {isFiltering && `${countFound} of ${skills.length}`}
        </span>
      </div>
      {tags.length > 0 && (
        <fieldset className="chips" aria-label="Only skills with the tag">
          {tags.map(({ tag, count }) => (
            <button
              type="button"
              className="badge tag"
              key={tag}
              aria-pressed={filter.tags.includes(tag)}
              onClick={() => onChange(toggleTag(filter, tag))}
            >
              <Untrusted text={tag} /> <span className="count">{count}</span>
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}
