import { DropdownMenu } from "radix-ui";
import { LifecycleItems } from "../lifecycle/LifecycleItems";
import { closeCardMenu, useCardMenu } from "./cardMenu";
import { focusNode } from "./focusNode";

/** What can be done with a card: by the other mouse button, the menu key, or the button on the card. */
export function CardMenu({ onOpen }: { onOpen: (workspaceId: string) => void }) {
  const { place, isOpen } = useCardMenu();
  if (place === null) {
    return null;
  }
  const { workspaceId, x, y } = place;
  return (
    <DropdownMenu.Root open={isOpen} onOpenChange={(open) => !open && closeCardMenu()}>
      <DropdownMenu.Trigger asChild>
        {/* Where the menu hangs; what gives it the keyboard means the card. */}
        <span
          aria-hidden
          tabIndex={-1}
          className="menu-anchor"
          style={{ left: x, top: y }}
          onFocus={() => focusNode(workspaceId)}
        />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu"
          align="start"
          collisionPadding={8}
          aria-label="Actions for the workspace"
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            focusNode(workspaceId);
          }}
        >
          <LifecycleItems workspaceId={workspaceId} onOpen={onOpen} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
