import type { Edit } from "./edit";
import { isSame, meaningOf, withValue } from "./meaning";
import type { YamlVersion } from "./openYaml";
import { commentsOf } from "./tokens";

const VERSIONS: readonly YamlVersion[] = ["1.2", "1.1"];

/**
 * What speaks against `after`: it has to say what `before` says, except for the edit, to readers of
 * YAML 1.2 and 1.1, and to have all of its comments. null when it does.
 *
 * @throws Refusal where either is not of the kind that can be edited.
 */
export function objectionTo(before: string, after: string, { path, value }: Edit): string | null {
  const says = VERSIONS.every((version) =>
    isSame(withValue(meaningOf(before, version), path, value), meaningOf(after, version)),
  );
  if (!says) {
    return `“${path.join(".")}” cannot be changed without changing something else.`;
  }
  return isSame(commentsOf(before), commentsOf(after)) ? null : "A comment would be lost.";
}
