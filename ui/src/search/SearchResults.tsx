import { FileText } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, useId, useMemo, useRef, useState } from "react";
import { Highlighted } from "../components/Highlighted";
import { indexAt } from "../components/indexAt";
import { Untrusted } from "../components/Untrusted";
import { useVirtualRows } from "../components/useVirtualRows";
import { visibleText } from "../components/visibleText";
import type { SearchMatch } from "../ipc/contract";
import { type SearchRow, type SearchState, searchRows } from "./searchState";

type SearchResultsProps = {
  state: SearchState;
  /** The files are named from here on. */
  folder: string;
  onOpen: (match: SearchMatch) => void;
};

/** The lines that were found, below the files that they are in. */
export function SearchResults({ state, folder, onOpen }: SearchResultsProps) {
  const rows = useMemo(() => searchRows(state.files), [state.files]);
  const [active, setActive] = useState(-1);
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const { rows: shown, height, pageSize } = useVirtualRows(scroller, rows.length, active);
  if (rows.length === 0) {
    return null;
  }

  function open(index: number) {
    const row = rows[index];
    const match = row?.kind === "file" ? state.files.get(row.path)?.[0] : row?.match;
    if (match !== undefined) {
      onOpen(match);
    }
  }

  function onClick(event: MouseEvent) {
    const index = indexAt(event.target);
    if (index !== null) {
      setActive(index);
      open(index);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + pageSize(),
      PageUp: active - pageSize(),
      Home: 0,
      End: rows.length - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) {
      event.preventDefault();
      setActive(Math.min(rows.length - 1, Math.max(0, to)));
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open(active);
    }
  }

  return (
    <div
      ref={scroller}
      className="search-results virtual-scroll"
      role="tree"
      aria-label="Found lines"
      aria-activedescendant={active === -1 ? undefined : `${id}-${active}`}
      tabIndex={0}
      onClick={onClick}
      onFocus={() => active === -1 && setActive(0)}
      onKeyDown={onKeyDown}
    >
      <div className="virtual-rows" role="presentation" style={{ height }}>
        {shown.map(({ index, top }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <FoundRow
              key={index}
              id={`${id}-${index}`}
              row={row}
              index={index}
              top={top}
              isActive={index === active}
              folder={folder}
              state={state}
            />
          );
        })}
      </div>
    </div>
  );
}

type FoundRowProps = {
  id: string;
  row: SearchRow;
  index: number;
  top: number;
  isActive: boolean;
  folder: string;
  state: SearchState;
};

function FoundRow({ id, row, index, top, isActive, folder, state }: FoundRowProps) {
  const shared = { id, "data-index": index, "data-active": isActive, style: { top } };
  if (row.kind === "file") {
    const name = row.path.startsWith(`${folder}/`) ? row.path.slice(folder.length + 1) : row.path;
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: the list has the keyboard, and names its active row.
      <div
        {...shared}
        role="treeitem"
        className="tree-row found-file"
        aria-level={1}
        aria-expanded
        aria-selected={isActive}
        title={visibleText(row.path)}
      >
        <FileText aria-hidden size={15} className="tree-icon" />
        <span className="tree-name">
          <Untrusted text={name} />
        </span>
        <span className="badge">{row.count}</span>
      </div>
    );
  }
  const { path, line, text } = row.match;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the keyboard, and names its active row.
    <div
      {...shared}
      role="treeitem"
      className="tree-row found-line mono"
      data-testid={`found-${path}:${line}`}
      aria-level={2}
      aria-posinset={row.position}
      aria-setsize={row.size}
      aria-selected={isActive}
      title={visibleText(text.trim())}
    >
      <span className="found-number">{line}</span>
      <span className="tree-name">
        <Highlighted
          text={text.trimStart()}
          query={state.text}
          isCaseSensitive={state.isCaseSensitive}
        />
      </span>
    </div>
  );
}
