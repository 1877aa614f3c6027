import { type JsonPlace, listPlaces } from "./jsonPlaces";
import { isSecretName } from "./secretNames";

const MASK = "••••••";
/** Query parameters that sign or unlock an address. */
const SECRET_PARAMETERS = new Set(["key", "sig", "signature", "code", "auth"]);

/** A JSON text with what looks like a secret masked; every other character stays as it is. */
export function maskJson(text: string): { text: string; count: number } {
  const parts: string[] = [];
  let at = 0;
  let count = 0;
  for (const place of listPlaces(text)) {
    // What is inside of something masked is gone with it.
    if (place.value.from < at) {
      continue;
    }
    const source = text.slice(place.value.from, place.value.to);
    const masked = maskOf(place, source);
    if (masked !== null) {
      parts.push(text.slice(at, place.value.from), masked);
      at = place.value.to;
      count += 1;
    }
  }
  return { text: [...parts, text.slice(at)].join(""), count };
}

/** What stands in a value's place; null where it may be seen. */
function maskOf({ pointer }: JsonPlace, source: string): string | null {
  const name = pointer.slice(pointer.lastIndexOf("/") + 1);
  if (isSecretName(name) && holdsSecret(name, source)) {
    return `"${MASK}"`;
  }
  const address = source.startsWith('"') ? maskAddress(source) : source;
  return address === source ? null : address;
}

/** Nothing, truth values, and how many of them there may be (such as `max_tokens`) are no secrets. */
function holdsSecret(name: string, source: string): boolean {
  if (/^-?\d/.test(source)) {
    return !/s$/i.test(name);
  }
  return !/^(?:""|null|true|false|\[\s*\]|\{\s*\})$/.test(source);
}

/** An address without its user information, and without the values of parameters that unlock it. */
function maskAddress(source: string): string {
  const scheme = /:(?:\/|\\\/){2}/.exec(source);
  if (scheme === null) {
    return source;
  }
  const start = scheme.index + scheme[0].length;
  const rest = source
    .slice(start)
    .replace(/^[^/?#\\"]*@/, `${MASK}@`)
    .replace(/([?&])([^=&#"]+)=([^&#"]+)/g, (whole, mark: string, name: string) =>
      isSecretName(name) || SECRET_PARAMETERS.has(name.toLowerCase())
        ? `${mark}${name}=${MASK}`
        : whole,
    );
  return source.slice(0, start) + rest;
}
