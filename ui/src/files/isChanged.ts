/** Whether there is something to save. White space at the end of a config.yaml says nothing. */
export function isChanged(path: string, text: string, saved: string): boolean {
  return path.endsWith("/config.yaml") ? text.trimEnd() !== saved.trimEnd() : text !== saved;
}
