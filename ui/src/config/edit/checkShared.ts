import { isAlias, isNode, isScalar, type Node, visit, type YAMLMap } from "yaml";
import { refuse } from "./edit";

/** @throws Refusal where a map is shared with other places, or takes keys over from some. */
export function checkMap(map: YAMLMap, what: string): void {
  if (hasProps(map)) {
    refuse(`${what} has an anchor or a tag.`);
  }
  if (map.items.some(({ key }) => isScalar(key) && key.value === "<<")) {
    refuse(`${what} takes keys over from elsewhere (<<).`);
  }
}

/** @throws Refusal where a value is shared with other places, or has a tag. */
export function checkValue(value: Node | null, name: string): void {
  if (value === null) {
    return;
  }
  visit(value, (_key, node) => {
    if (isAlias(node)) {
      refuse(`“${name}” is an alias of something else, or holds one.`);
    }
    if (isNode(node) && hasProps(node)) {
      refuse(`“${name}” has an anchor or a tag.`);
    }
  });
}

/** Whether a node has an anchor or a tag. */
export function hasProps(node: Node): boolean {
  return (
    ("anchor" in node && node.anchor !== undefined) || ("tag" in node && node.tag !== undefined)
  );
}
