import { ArrowLeft, CaseSensitive, Search, Square } from "lucide-react";
import { type FormEvent, useEffect, useRef } from "react";
import { IconButton } from "../components/IconButton";

type Asked = { folder: string; text: string; isCaseSensitive: boolean };

type SearchFormProps = {
  asked: Asked;
  onChange: (asked: Asked) => void;
  onSearch: () => void;
  /** Stops the search that is under way. */
  onStop?: () => void;
  onClose: () => void;
};

/** What to look for, and where. */
export function SearchForm({ asked, onChange, onSearch, onStop, onClose }: SearchFormProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  function submit(event: FormEvent) {
    event.preventDefault();
    onSearch();
  }

  return (
    <form className="search-form" onSubmit={submit}>
      <IconButton label="Back to the tree" icon={ArrowLeft} onClick={onClose} />
      <div className="search-fields">
        <div className="search-row">
          <input
            ref={input}
            className="input"
            aria-label="Text to find"
            data-testid="search-text"
            placeholder="Text to find"
            value={asked.text}
            spellCheck={false}
            onChange={(event) => onChange({ ...asked, text: event.target.value })}
          />
          <button
            type="button"
            className="icon-button"
            aria-label="Match case"
            title="Match case"
            aria-pressed={asked.isCaseSensitive}
            onClick={() => onChange({ ...asked, isCaseSensitive: !asked.isCaseSensitive })}
          >
            <CaseSensitive aria-hidden size={16} />
          </button>
          {onStop === undefined ? (
            <button
              type="submit"
              className="button"
              data-testid="search-start"
              disabled={asked.text === ""}
            >
              <Search aria-hidden size={14} />
              Search
            </button>
          ) : (
            <button type="button" className="button" data-testid="search-stop" onClick={onStop}>
              <Square aria-hidden size={12} />
              Stop
            </button>
          )}
        </div>
        <label className="search-folder">
          <span>in</span>
          <input
            className="input mono"
            aria-label="Folder to search"
            value={asked.folder}
            spellCheck={false}
            onChange={(event) => onChange({ ...asked, folder: event.target.value })}
          />
        </label>
      </div>
    </form>
  );
}
