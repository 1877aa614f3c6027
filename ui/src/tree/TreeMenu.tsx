import { ContextMenu } from "radix-ui";
import { Fragment } from "react";
import type { TreeAction, TreeActionName } from "./treeActions";

type TreeMenuProps = {
  /** Asked for once it opens: of very many chosen entries, it costs. */
  groupsOf: () => readonly (readonly TreeAction[])[];
  onRun: (name: TreeActionName) => void;
  /** Gives the keyboard back to the tree. */
  onClosed: (event: Event) => void;
};

/** What can be done with the chosen entries, or with the folder. */
export function TreeMenu({ onClosed, ...items }: TreeMenuProps) {
  return (
    <ContextMenu.Portal>
      <ContextMenu.Content className="menu" collisionPadding={8} onCloseAutoFocus={onClosed}>
        <Groups {...items} />
      </ContextMenu.Content>
    </ContextMenu.Portal>
  );
}

function Groups({ groupsOf, onRun }: Omit<TreeMenuProps, "onClosed">) {
  return groupsOf().map((actions, index) => (
    <Fragment key={actions[0]?.name}>
      {index > 0 && <ContextMenu.Separator className="menu-separator" />}
      {actions.map(({ name, label, shortcut, disabledReason }) => (
        <ContextMenu.Item
          className="menu-item"
          key={name}
          disabled={disabledReason !== null}
          title={disabledReason ?? undefined}
          aria-description={disabledReason ?? undefined}
          onSelect={() => onRun(name)}
        >
          {label}
          {shortcut !== undefined && (
            <kbd aria-hidden className="menu-shortcut">
              {shortcut}
            </kbd>
          )}
        </ContextMenu.Item>
      ))}
    </Fragment>
  ));
}
