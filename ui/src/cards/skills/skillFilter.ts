import type { CardSkill } from "../../ipc/contract";

/** What is looked for: a text anywhere in a skill, and tags that it must have, all of them. */
export type SkillFilter = { text: string; tags: readonly string[] };

export const NO_FILTER: SkillFilter = { text: "", tags: [] };

/** The skills that the filter lets through, in the card's order. */
export function filterSkills(
  skills: readonly CardSkill[],
  { text, tags }: SkillFilter,
): CardSkill[] {
  const wanted = text.trim().toLowerCase();
  return skills.filter(
    (skill) => tags.every((tag) => skill.tags.includes(tag)) && has(skill, wanted),
  );
}

function has(skill: CardSkill, wanted: string): boolean {
  const { id, name, description, tags, examples } = skill;
  const texts = [id, name, description ?? "", ...tags, ...examples];
  return wanted === "" || texts.some((text) => text.toLowerCase().includes(wanted));
}

/** The tags of skills, those first that are used most. */
export function tagsOf(skills: readonly CardSkill[]): { tag: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const tag of skills.flatMap((skill) => [...new Set(skill.tags)])) {
    counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts].map(([tag, count]) => ({ tag, count })).toSorted((a, b) => b.count - a.count);
}

/** The filter with a tag more, or less where it has it. */
export function toggleTag(filter: SkillFilter, tag: string): SkillFilter {
  const tags = filter.tags.includes(tag)
    ? filter.tags.filter((other) => other !== tag)
    : [...filter.tags, tag];
  return { ...filter, tags };
}
