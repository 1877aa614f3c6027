import { Check, ChevronRight } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { Untrusted } from "../components/Untrusted";
import type { Workspace } from "../ipc/contract";
import { useHost } from "../ipc/hostContext";
import type { LifecycleAction } from "./lifecycleActions";
import { changeWorkspace } from "./runLifecycle";
import { runtimesOf, useTemplates } from "./useTemplates";

type ChoiceMenuProps = { action: LifecycleAction; row: Workspace };

const TIERS = ["1", "2", "3", "4"];

/** The menu beside the menu: which tier, which runtime. */
export function ChoiceMenu({ action, row }: ChoiceMenuProps) {
  const { disabledReason, label, name } = action;
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger
        className="menu-item"
        disabled={disabledReason !== null}
        title={disabledReason ?? undefined}
        aria-description={disabledReason ?? undefined}
      >
        {label}
        <ChevronRight aria-hidden className="menu-more" size={14} />
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal>
        <DropdownMenu.SubContent className="menu" collisionPadding={8}>
          {name === "tier" ? <Tiers row={row} /> : <Runtimes row={row} />}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}

function Tiers({ row }: { row: Workspace }) {
  const host = useHost();
  return (
    <Choices
      values={TIERS}
      chosen={row.tier === null ? "" : String(row.tier)}
      labelOf={(tier) => `Tier ${tier}`}
      onChoose={(tier) => void changeWorkspace(host, row, { tier: Number(tier) }, "the tier")}
    />
  );
}

function Runtimes({ row }: { row: Workspace }) {
  const host = useHost();
  const { data, error } = useTemplates();
  if (error !== null) {
    return <p className="menu-note">The platform did not list its runtimes: {error.message}</p>;
  }
  if (data === undefined) {
    return <p className="menu-note">Asking for the runtimes…</p>;
  }
  return (
    <Choices
      values={runtimesOf(data, row.runtime)}
      chosen={row.runtime}
      onChoose={(runtime) => void changeWorkspace(host, row, { runtime }, "the runtime")}
    />
  );
}

type ChoicesProps = {
  values: readonly string[];
  chosen: string;
  labelOf?: (value: string) => string;
  onChoose: (value: string) => void;
};

function Choices({ values, chosen, labelOf = (value) => value, onChoose }: ChoicesProps) {
  return (
    <DropdownMenu.RadioGroup
      value={chosen}
      onValueChange={(value) => value !== chosen && onChoose(value)}
    >
      {values.map((value) => (
        <DropdownMenu.RadioItem className="menu-item" key={value} value={value}>
          <span className="menu-check">
            <DropdownMenu.ItemIndicator>
              <Check aria-hidden size={15} />
            </DropdownMenu.ItemIndicator>
          </span>
          <Untrusted text={labelOf(value)} />
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
