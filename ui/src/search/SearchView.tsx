import { type KeyboardEvent, useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import { openAt } from "../files/openAt";
import type { SearchMatch } from "../ipc/contract";
import { SearchForm } from "./SearchForm";
import { SearchProblems } from "./SearchProblems";
import { SearchResults } from "./SearchResults";
import { searchText } from "./searchState";
import { useSearch } from "./useSearch";

type SearchViewProps = {
  workspaceId: string;
  /** Where it looks, at first. */
  folder: string;
  onOpen: (path: string) => void;
  onClose: () => void;
};

/** Finds a text in the files of an instance. */
export function SearchView({ workspaceId, folder, onOpen, onClose }: SearchViewProps) {
  const { state, start, stop } = useSearch(workspaceId);
  const [asked, setAsked] = useState({ folder, text: "", isCaseSensitive: false });
  const isRunning = state.status === "running";

  function search() {
    if (asked.text !== "") {
      void start(asked.folder.trim(), asked.text, asked.isCaseSensitive);
    }
  }

  function stopByKey(event: KeyboardEvent) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (isRunning) {
        stop();
      } else {
        onClose();
      }
    }
  }

  function open({ path, line }: SearchMatch) {
    openAt(workspaceId, path, line);
    onOpen(path);
  }

  return (
    <section className="search-view" aria-label="Search in files" onKeyDown={stopByKey}>
      <SearchForm
        asked={asked}
        onChange={setAsked}
        onSearch={search}
        onClose={onClose}
        {...(isRunning ? { onStop: stop } : {})}
      />
      <p className="tree-status" role="status" data-testid="search-status">
        {searchText(state)}
      </p>
      {state.error !== null && (
        <ErrorNotice title="Could not search" error={state.error} onRetry={search} />
      )}
      <SearchProblems problems={state.end?.problems ?? []} />
      <SearchResults state={state} folder={asked.folder} onOpen={open} />
    </section>
  );
}
