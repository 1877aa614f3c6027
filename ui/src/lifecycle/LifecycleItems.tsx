import { DropdownMenu } from "radix-ui";
import { Fragment } from "react";
import { ChoiceMenu } from "./ChoiceMenu";
import { type LifecycleFacts, type LifecycleName, lifecycleActions } from "./lifecycleActions";
import { useFacts } from "./useFacts";
import { useRunLifecycle } from "./useRunLifecycle";

type LifecycleItemsProps = {
  workspaceId: string;
  /** Opens the panel; leaves "Open" out where it is absent, as in the panel itself. */
  onOpen?: (workspaceId: string) => void;
};

/**
 * What can be done with a workspace as a whole, as items of a menu: the same on the canvas and in the panel.
 *
 * @remarks Goes into a `DropdownMenu.Content`. What is asked first is asked by `LifecycleDialogs`.
 */
export function LifecycleItems({ workspaceId, onOpen }: LifecycleItemsProps) {
  const facts = useFacts(workspaceId);
  const run = useRunLifecycle(onOpen ?? nothing);
  if (facts === null) {
    return <p className="menu-note">This workspace is not in the list any more.</p>;
  }
  const groups = lifecycleActions(facts)
    .map((actions) => actions.filter(({ name }) => name !== "open" || onOpen !== undefined))
    .filter((actions) => actions.length > 0);
  return groups.map((actions, index) => (
    <Fragment key={actions[0]?.name}>
      {index > 0 && <DropdownMenu.Separator className="menu-line" />}
      {actions.map((action) => (
        <Item key={action.name} action={action} facts={facts} onRun={run} />
      ))}
    </Fragment>
  ));
}

type ItemProps = {
  action: ReturnType<typeof lifecycleActions>[number][number];
  facts: LifecycleFacts;
  onRun: (name: LifecycleName, facts: LifecycleFacts) => void;
};

function Item({ action, facts, onRun }: ItemProps) {
  const { name, label, shortcut, disabledReason } = action;
  if (name === "tier" || name === "runtime") {
    return <ChoiceMenu action={action} row={facts.row} />;
  }
  return (
    <DropdownMenu.Item
      className="menu-item"
      disabled={disabledReason !== null}
      title={disabledReason ?? undefined}
      aria-description={disabledReason ?? undefined}
      onSelect={() => onRun(name, facts)}
    >
      {label}
      {shortcut !== undefined && (
        <kbd aria-hidden className="menu-shortcut">
          {shortcut}
        </kbd>
      )}
    </DropdownMenu.Item>
  );
}

function nothing(): void {}
