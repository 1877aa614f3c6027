import type { SearchEnd, SearchFiles, SearchMatch, StopSearch } from "../contract";
import { IpcError } from "../ipcError";
import { type FakeOptions, pause } from "./options";
import type { FakeWorld } from "./world";

/** Where a search gives up. */
const LIMIT = 2_000;

/** Finds a text in the invented files, file by file. */
export async function searchFakeFiles(
  world: FakeWorld,
  { delayMs }: FakeOptions,
  { folder, text, isCaseSensitive, searchId }: SearchFiles,
  onMatches: (found: SearchMatch[]) => void,
): Promise<SearchEnd> {
  const fold = (line: string) => (isCaseSensitive ? line : line.toLowerCase());
  let matches = 0;
  for (const [path, content] of Object.entries(world.files)) {
    if (!path.startsWith(`${folder}/`)) {
      continue;
    }
    await pause(delayMs);
    if (world.stoppedSearches.has(searchId)) {
      throw new IpcError("cancelled", "the search was stopped");
    }
    const found = content
      .split("\n")
      .map((line, index): SearchMatch => ({ path, line: index + 1, text: line }))
      .filter((match) => fold(match.text).includes(fold(text)))
      .slice(0, LIMIT - matches);
    if (found.length > 0) {
      matches += found.length;
      onMatches(found);
    }
    if (matches === LIMIT) {
      return { matches, isCut: true, problems: world.searchProblems };
    }
  }
  return { matches, isCut: false, problems: world.searchProblems };
}

export function stopFakeSearch(world: FakeWorld, { searchId }: StopSearch): null {
  world.stoppedSearches.add(searchId);
  return null;
}
