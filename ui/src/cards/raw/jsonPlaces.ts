import { jsonLanguage } from "@codemirror/lang-json";
import type { SyntaxNode } from "@lezer/common";

/** A part of a text, from one character to another. */
export type Place = { from: number; to: number };

/** A member or an item of a JSON text. */
export type JsonPlace = Place & {
  /** JSON pointer (RFC 6901). */
  pointer: string;
  /** Where its value is; `from` is where its name is, if it has one. */
  value: Place;
};

/** The place that a JSON pointer leads to, or the nearest one around it. */
export function findPlace(text: string, pointer: string): (Place & { isExact: boolean }) | null {
  const places = new Map(listPlaces(text).map((place) => [place.pointer, place]));
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const place = places.get(at);
    if (place !== undefined) {
      return { from: place.from, to: place.to, isExact: at === pointer };
    }
    if (at === "") {
      return null;
    }
  }
}

/** Every value of a JSON text, in the order of the text. Parts that are not JSON are left out. */
export function listPlaces(text: string): JsonPlace[] {
  const places: JsonPlace[] = [];
  const root = jsonLanguage.parser.parse(text).topNode.firstChild;
  const open: { node: SyntaxNode; pointer: string; from: number }[] =
    root === null ? [] : [{ node: root, pointer: "", from: root.from }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, pointer, from } = next;
    const value = { from: node.from, to: node.to };
    places.push({ pointer, from, to: node.to, value });
    open.push(...childrenOf(text, node, pointer).toReversed());
  }
  return places;
}

function childrenOf(text: string, node: SyntaxNode, pointer: string) {
  if (node.name === "Object") {
    return node.getChildren("Property").flatMap((property) => {
      const name = property.getChild("PropertyName");
      const value = property.lastChild;
      return name === null || value === null || value.name === "PropertyName" || value.type.isError
        ? []
        : [
            {
              node: value,
              pointer: `${pointer}/${stepOf(text.slice(name.from, name.to))}`,
              from: property.from,
            },
          ];
    });
  }
  if (node.name !== "Array") {
    return [];
  }
  const items: SyntaxNode[] = [];
  for (let item = node.firstChild; item !== null; item = item.nextSibling) {
    if (VALUES.has(item.name)) {
      items.push(item);
    }
  }
  return items.map((item, index) => ({
    node: item,
    pointer: `${pointer}/${index}`,
    from: item.from,
  }));
}

const VALUES = new Set(["Object", "Array", "String", "Number", "True", "False", "Null"]);

/** A quoted name as a step of a pointer. */
function stepOf(quoted: string): string {
  return nameOf(quoted).replaceAll("~", "~0").replaceAll("/", "~1");
}

/** What a quoted name stands for; one that is not JSON stands for itself. */
function nameOf(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
