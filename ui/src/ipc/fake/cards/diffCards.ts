import type { CardChange, CardDiff } from "../../contract";
import { readCard } from "./readCard";
import { type Members, membersOf } from "./readJson";

const ELSEWHERE = new Set([
  "skills",
  "supportedInterfaces",
  "additionalInterfaces",
  "url",
  "preferredTransport",
  "securitySchemes",
  "securityRequirements",
  "security",
]);

type Named = readonly (readonly [name: string, text: string])[];

/** What differs between two cards, told as the backend tells it. */
export function diffCards(before: unknown, after: unknown): CardDiff {
  const [a, b] = [readCard(before), readCard(after)];
  return {
    skills: changes(
      a.skills.map((skill) => [skill.name, linesOf(skill)]),
      b.skills.map((skill) => [skill.name, linesOf(skill)]),
    ),
    interfaces: changes(
      a.interfaces.map((item) => [`${item.url} ${item.binding}`, linesOf(item)]),
      b.interfaces.map((item) => [`${item.url} ${item.binding}`, linesOf(item)]),
    ),
    security: changes(
      a.securitySchemes.map((scheme) => [scheme.name, linesOf(scheme)]),
      b.securitySchemes.map((scheme) => [scheme.name, linesOf(scheme)]),
    ),
    other: changes(othersOf(membersOf(before)), othersOf(membersOf(after))),
  };
}

function othersOf(card: Members): Named {
  return Object.entries(card)
    .filter(([name]) => !ELSEWHERE.has(name))
    .map(([name, value]) => [
      `/${name}`,
      typeof value === "string" ? value : JSON.stringify(value, null, 2),
    ]);
}

function linesOf(part: object): string {
  return Object.entries(part)
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("\n");
}

function changes(before: Named, after: Named): CardChange[] {
  const was = new Map(before);
  const is = new Map(after);
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((subject) => was.get(subject) !== is.get(subject))
    .map((subject) => ({
      subject,
      before: was.get(subject) ?? null,
      after: is.get(subject) ?? null,
    }));
}
