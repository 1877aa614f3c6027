import type { SearchEnd, SearchFiles, SearchMatch } from "../contract";
import type { FakeWorld } from "./world";

/** Finds a text in the invented files. */
export function searchFakeFiles(
  { files }: FakeWorld,
  { folder, text, isCaseSensitive }: SearchFiles,
  onMatches: (found: SearchMatch[]) => void,
): SearchEnd {
  const fold = (line: string) => (isCaseSensitive ? line : line.toLowerCase());
  const found = Object.entries(files)
    .filter(([path]) => path.startsWith(`${folder}/`))
    .flatMap(([path, content]) =>
      content
        .split("\n")
        .map((line, index): SearchMatch => ({ path, line: index + 1, text: line }))
        .filter((match) => fold(match.text).includes(fold(text))),
    );
  onMatches(found);
  return { matches: found.length, isCut: false, problems: [] };
}
