import { SearchX } from "lucide-react";
import { NO_FILTER } from "./filter";
import { setFilter } from "./filterStore";

/** In place of the cards when the filter lets none through. */
export function NoMatch() {
  return (
    <div className="no-match">
      <SearchX aria-hidden size={24} />
      <p>No workspace matches</p>
      <p className="faint">All of them are hidden by the search and the filters.</p>
      <button type="button" className="button" onClick={() => setFilter(NO_FILTER)}>
        Show all again
      </button>
    </div>
  );
}
