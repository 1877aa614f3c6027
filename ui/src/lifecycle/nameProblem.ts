/** The most bytes that the platform takes for a name. */
const NAME_BYTES = 255;

/** Why the platform would not take a name; null when it would. Source: PATCH /workspaces/:id of the platform. */
export function workspaceNameProblem(name: string): string | null {
  if (name === "") {
    return "Enter a name.";
  }
  if (/[\r\n]/.test(name)) {
    return "A name is one line.";
  }
  if (/[{}[\]|>*&!]/.test(name)) {
    return "A name has none of { } [ ] | > * & !";
  }
  return new TextEncoder().encode(name).length > NAME_BYTES
    ? `A name has at most ${NAME_BYTES} bytes.`
    : null;
}
