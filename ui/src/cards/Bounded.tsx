import { Fragment, type ReactNode, useState } from "react";
import { keyed } from "../components/keyed";

type BoundedProps<T> = {
  items: readonly T[];
  /** How many are shown until all are asked for. */
  limit: number;
  /** What the items are, e.g. "skills". */
  what: string;
  nameOf: (item: T) => string;
  /** The list around the items. */
  list: (items: ReactNode) => ReactNode;
  item: (item: T) => ReactNode;
};

/** A list that may be long: its beginning, and the rest on request. */
export function Bounded<T>({ items, limit, what, nameOf, list, item }: BoundedProps<T>) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? items : items.slice(0, limit);
  const hidden = items.length - shown.length;
  return (
    <>
      {list(keyed(shown, nameOf).map((one) => <Fragment key={one.key}>{item(one.item)}</Fragment>))}
      {hidden > 0 && (
        <button type="button" className="button show-all" onClick={() => setIsWhole(true)}>
          Show all {items.length} {what}
        </button>
      )}
    </>
  );
}
