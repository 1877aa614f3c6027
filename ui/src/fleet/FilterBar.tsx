import { Search, X } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef } from "react";
import { useShortcuts } from "../app/actions";
import { nodeLabel } from "../canvas/status";
import { IconButton } from "../components/IconButton";
import { Later } from "../later/Later";
import { useAppStore } from "../store";
import { FacetButton } from "./FacetButton";
import { FACETS, isFiltering, NO_FILTER } from "./filter";
import { setCurrent, setFilter, useFilter } from "./filterStore";
import { isSearchKey } from "./searchKey";

type FilterBarProps = {
  /** Ids of those that the filter lets through; null without a filter. */
  matches: readonly string[] | null;
  isGrouped: boolean;
  onOpen: (workspaceId: string) => void;
};

/** The search over the canvas: what does not match is hidden, and the count says so. Works on what is known, also offline. */
export function FilterBar({ matches, isGrouped, onOpen }: FilterBarProps) {
  const input = useRef<HTMLInputElement>(null);
  const filter = useFilter((state) => state.filter);
  const currentId = useFilter((state) => state.currentId);
  const total = useAppStore((state) => state.workspaceIds.length);
  useShortcuts(
    useMemo(
      () => [
        {
          label: "Search the workspaces",
          shortcut: "Ctrl-F",
          matches: isSearchKey,
          run: () => input.current?.select(),
        },
      ],
      [],
    ),
  );

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      setFilter(NO_FILTER);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const id = currentId ?? matches?.[0];
      if (id !== undefined) {
        onOpen(id);
      }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setCurrent(stepped(matches ?? [], currentId, event.key === "ArrowDown" ? 1 : -1));
    }
  }

  return (
    <search className="fleet-bar" aria-label="Workspaces on the canvas">
      <span className="fleet-input">
        <Search aria-hidden size={14} />
        <input
          ref={input}
          className="input"
          type="text"
          aria-label="Search the workspaces"
          placeholder="Search (/)"
          title="Name, role, id, runtime or skill (/ or Ctrl-F)"
          spellCheck={false}
          value={filter.text}
          onChange={(event) => setFilter({ ...filter, text: event.target.value })}
          onKeyDown={onKeyDown}
        />
        {isFiltering(filter) && (
          <IconButton
            label="Show all workspaces"
            shortcut="Esc"
            icon={X}
            onClick={() => {
              setFilter(NO_FILTER);
              input.current?.focus();
            }}
          />
        )}
      </span>
      <span className="fleet-facets">
        {FACETS.map(({ facet, label }) => (
          <Later key={facet} fallback={<FacetButton facet={facet} label={label} />}>
            {({ FacetMenu }) => <FacetMenu facet={facet} label={label} />}
          </Later>
        ))}
      </span>
      <Result matches={matches} total={total} isGrouped={isGrouped} />
    </search>
  );
}

type ResultProps = { matches: readonly string[] | null; total: number; isGrouped: boolean };

/** How many are left, and which one the arrow keys stand at. */
function Result({ matches, total, isGrouped }: ResultProps) {
  const currentId = useFilter((state) => state.currentId);
  const current = useAppStore((state) => state.workspaces[currentId ?? ""]);
  const at = matches?.indexOf(currentId ?? "") ?? -1;
  return (
    <output className="fleet-result">
      {matches !== null && `${matches.length} of ${total}, the others are hidden`}
      {isGrouped && (matches === null ? `${total} in groups` : "; in groups")}
      {current !== undefined && at >= 0 && (
        <span className="visually-hidden">
          {` ${at + 1} of ${matches?.length ?? 0}: ${nodeLabel(current)}`}
        </span>
      )}
    </output>
  );
}

/** The match after, or before, the one that the keys stand at; begins at either end. */
export function stepped(
  matches: readonly string[],
  currentId: string | null,
  step: 1 | -1,
): string | null {
  const at = currentId === null ? -1 : matches.indexOf(currentId);
  const next = at < 0 ? (step === 1 ? 0 : matches.length - 1) : at + step;
  return matches[Math.min(matches.length - 1, Math.max(0, next))] ?? null;
}
