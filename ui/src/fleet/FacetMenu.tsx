import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useMemo } from "react";
import { Untrusted } from "../components/Untrusted";
import { useAppStore } from "../store";
import { listWorkspaces } from "../store/workspacesSlice";
import { FacetButton } from "./FacetButton";
import { type Facet, facetValues, toggled } from "./filter";
import { setFilter, useFilter } from "./filterStore";

/** How many values are offered; the text search finds the rest. */
const SHOWN = 60;

/** Chooses workspaces by one of their properties: the values that there are, with how many have each. */
export function FacetMenu({ facet, label }: { facet: Facet; label: string }) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <FacetButton facet={facet} label={label} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu menu-long" align="start" sideOffset={4}>
          <Values facet={facet} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** In the document, and counted, only while the menu is open. */
function Values({ facet }: { facet: Facet }) {
  const filter = useFilter((state) => state.filter);
  const workspaces = useAppStore((state) => state.workspaces);
  const workspaceIds = useAppStore((state) => state.workspaceIds);
  const values = useMemo(
    () =>
      facetValues(listWorkspaces({ workspaces, workspaceIds, listed: null }), workspaces, facet),
    [workspaces, workspaceIds, facet],
  );
  if (values.length === 0) {
    return <p className="menu-note">None of the workspaces says so.</p>;
  }
  return (
    <>
      {values.slice(0, SHOWN).map(({ value, label, count }) => (
        <DropdownMenu.CheckboxItem
          className="menu-item"
          key={value}
          checked={filter.chosen[facet].includes(value)}
          onCheckedChange={() => setFilter(toggled(filter, facet, value))}
          onSelect={(event) => event.preventDefault()}
        >
          <span className="menu-check">
            <DropdownMenu.ItemIndicator>
              <Check aria-hidden size={15} />
            </DropdownMenu.ItemIndicator>
          </span>
          <Untrusted text={label} />
          <span className="menu-shortcut">{count}</span>
        </DropdownMenu.CheckboxItem>
      ))}
      {values.length > SHOWN && (
        <p className="menu-note">{values.length - SHOWN} more; search for them by name.</p>
      )}
    </>
  );
}
