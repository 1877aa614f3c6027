import { Search, X } from "lucide-react";
import type { KeyboardEvent, RefObject } from "react";
import { IconButton } from "../components/IconButton";

type FilterBarProps = {
  input: RefObject<HTMLInputElement | null>;
  query: string;
  onQuery: (query: string) => void;
  /** How many names match; null while there is no filter. */
  matches: number | null;
  /** Goes down into the rows that are left. */
  onLeave: () => void;
};

/** Filters the names that are loaded, as one types. */
export function FilterBar({ input, query, onQuery, matches, onLeave }: FilterBarProps) {
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (query === "") {
        onLeave();
      }
      onQuery("");
    } else if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      onLeave();
    }
  }

  return (
    <div className="filter-bar">
      <Search aria-hidden size={14} className="faint" />
      <input
        ref={input}
        className="filter-input"
        type="text"
        aria-label="Filter the loaded names"
        data-testid="files-filter"
        placeholder="Filter loaded names ( / )"
        value={query}
        spellCheck={false}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className="filter-count" role="status">
        {matches !== null && `${matches.toLocaleString("en")} found`}
      </span>
      {query !== "" && <IconButton label="Clear the filter" icon={X} onClick={() => onQuery("")} />}
    </div>
  );
}
