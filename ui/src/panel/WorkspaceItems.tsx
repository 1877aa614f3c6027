import { Check, FolderCog } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { reportProblem } from "../components/notices";
import { useWorkspaceSettings } from "./useWorkspaceSettings";

type WorkspaceItemsProps = {
  workspaceId: string;
  /** Asks before changes are allowed again. */
  onAskToAllow: () => void;
  onBaseFolder: () => void;
};

/** The part of the menu that sets what differs for the workspace. */
export function WorkspaceItems({ workspaceId, onAskToAllow, onBaseFolder }: WorkspaceItemsProps) {
  const { own, isAllReadOnly, saving } = useWorkspaceSettings(workspaceId);

  function toggle(isOn: boolean) {
    if (isOn) {
      saving.mutate(
        { readOnly: true },
        { onError: (error) => reportProblem("The workspace was not set to read-only", error) },
      );
    } else {
      onAskToAllow();
    }
  }

  return (
    <>
      <DropdownMenu.Separator className="menu-line" />
      <DropdownMenu.CheckboxItem
        className="menu-item"
        checked={own.readOnly || isAllReadOnly}
        disabled={isAllReadOnly}
        onCheckedChange={toggle}
      >
        <span className="menu-check">
          <DropdownMenu.ItemIndicator>
            <Check aria-hidden size={15} />
          </DropdownMenu.ItemIndicator>
        </span>
        {isAllReadOnly ? "Read-only everywhere, by the settings" : "Read-only for this workspace"}
      </DropdownMenu.CheckboxItem>
      <DropdownMenu.Item className="menu-item" onSelect={onBaseFolder}>
        <FolderCog aria-hidden size={15} />
        Base folder…
      </DropdownMenu.Item>
    </>
  );
}
