import {
  CodeXml,
  Ellipsis,
  type LucideIcon,
  Server,
  SquareTerminal,
  Stethoscope,
} from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { useAccess } from "../access/accessContext";
import { useOpenDoctor } from "../doctor/doctorContext";
import type { Tool } from "../ipc/contract";
import { LifecycleItems } from "../lifecycle/LifecycleItems";
import { BaseFolderDialog } from "./BaseFolderDialog";
import { ReadOnlyDialog } from "./ReadOnlyDialog";
import { WorkspaceItems } from "./WorkspaceItems";

/** Something that can be done with a workspace. */
type MenuAction = { label: string; icon: LucideIcon; run: () => void };

/** What else can be done with the workspace of a panel. */
export function PanelMenu({ onOpenIn }: { onOpenIn: (tool: Tool) => void }) {
  const actions = useMenuActions(onOpenIn);
  const access = useAccess();
  const [shown, setShown] = useState<"read_only" | "base_folder" | null>(null);
  const close = () => setShown(null);
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger
          className="icon-button"
          aria-label="More about the workspace"
          title="More about the workspace"
          data-testid="panel-menu"
        >
          <Ellipsis aria-hidden size={16} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
            {actions.map(({ label, icon: Icon, run }) => (
              <DropdownMenu.Item className="menu-item" key={label} onSelect={run}>
                <Icon aria-hidden size={15} />
                {label}
              </DropdownMenu.Item>
            ))}
            {access !== null && (
              <>
                <DropdownMenu.Separator className="menu-line" />
                <LifecycleItems workspaceId={access.workspaceId} />
              </>
            )}
            {access !== null && (
              <WorkspaceItems
                workspaceId={access.workspaceId}
                onAskToAllow={() => setShown("read_only")}
                onBaseFolder={() => setShown("base_folder")}
              />
            )}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {access !== null && shown === "read_only" && (
        <ReadOnlyDialog workspaceId={access.workspaceId} onClose={close} />
      )}
      {access !== null && shown === "base_folder" && (
        <BaseFolderDialog
          workspaceId={access.workspaceId}
          onClose={close}
          onChanged={access.reload}
        />
      )}
    </>
  );
}

function useMenuActions(onOpenIn: (tool: Tool) => void): MenuAction[] {
  const access = useAccess();
  const openDoctor = useOpenDoctor();
  const actions: MenuAction[] = [
    { label: "Open in VS Code", icon: CodeXml, run: () => onOpenIn("vs_code") },
    { label: "Open in terminal", icon: SquareTerminal, run: () => onOpenIn("terminal") },
  ];
  if (access !== null) {
    const { workspaceId, chooseInstance } = access;
    if (openDoctor !== null) {
      const run = () => openDoctor(workspaceId);
      actions.push({ label: "Run doctor", icon: Stethoscope, run });
    }
    actions.push({ label: "Choose instance…", icon: Server, run: chooseInstance });
  }
  return actions;
}
