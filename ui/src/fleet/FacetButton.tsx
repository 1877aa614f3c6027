import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import type { Facet } from "./filter";
import { useFilter } from "./filterStore";

type FacetButtonProps = ComponentProps<"button"> & { facet: Facet; label: string };

/** Says by what the canvas can be filtered, and by how many values it is. */
export function FacetButton({ facet, label, ...props }: FacetButtonProps) {
  const count = useFilter((state) => state.filter.chosen[facet].length);
  return (
    <button
      {...props}
      type="button"
      aria-haspopup="menu"
      className="button fleet-facet"
      data-chosen={count > 0}
      aria-label={count === 0 ? `Filter by ${label}` : `Filter by ${label}, ${count} chosen`}
    >
      {count === 0 ? label : `${label}: ${count}`}
      <ChevronDown aria-hidden size={13} />
    </button>
  );
}
