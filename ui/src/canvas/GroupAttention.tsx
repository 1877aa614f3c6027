import { DropdownMenu } from "radix-ui";
import { useContext } from "react";
import { Untrusted } from "../components/Untrusted";
import { ATTENTION_WORDS, inNeed } from "../fleet/attention";
import { type Group, idsIn } from "../fleet/groups";
import { useAppStore } from "../store";
import { AttentionButton } from "./AttentionButton";
import { OpenContext } from "./openContext";

/** How many are named at once. */
const SHOWN = 40;

/** Who in a closed group needs somebody: nobody of them is out of sight for being in a group. */
export function GroupAttention({ group, count }: { group: Group; count: number }) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <AttentionButton group={group} count={count} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu menu-long" collisionPadding={8}>
          <InNeed group={group} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function InNeed({ group }: { group: Group }) {
  const workspaces = useAppStore((state) => state.workspaces);
  const open = useContext(OpenContext);
  const found = inNeed(workspaces, idsIn(group), Date.now());
  return (
    <>
      {found.slice(0, SHOWN).map(({ row, why }) => (
        <DropdownMenu.Item className="menu-item" key={row.id} onSelect={() => open(row.id)}>
          <Untrusted text={row.name} />
          <span className="menu-shortcut">{ATTENTION_WORDS[why]}</span>
        </DropdownMenu.Item>
      ))}
      {found.length > SHOWN && (
        <p className="menu-note">
          {found.length - SHOWN} more: filter by status, or open the group.
        </p>
      )}
    </>
  );
}
