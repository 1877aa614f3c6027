/** Endings of words that make a name one of a secret. The backend masks by the same rules. */
const ENDINGS = /(?:secrets?|tokens?|passwords?|passwd|passphrase|credentials?|apikey)$/;
/** Neighbouring words that do. */
const PAIRS = new Set(["api key", "api keys", "private key", "access key"]);
/** Last words of names that only tell about a secret. */
const ABOUT = new Set(["url", "uri", "endpoint", "type", "format"]);

/** Whether a member of this name holds a secret, and not only the address of one. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined || ABOUT.has(last)) {
    return false;
  }
  return (
    words.some((word) => ENDINGS.test(word)) ||
    words.some((word, index) => PAIRS.has(`${word} ${words[index + 1] ?? ""}`))
  );
}

/** The words of a camelCase, snake_case or kebab-case name, in lower case; `APIKey` is two. */
function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}
