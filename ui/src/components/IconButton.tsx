import type { LucideIcon } from "lucide-react";

type IconButtonProps = {
  /** Its name, also shown as the tooltip. */
  label: string;
  icon: LucideIcon;
  onClick: () => void;
  /** Nothing to do at the moment. It keeps the keyboard, which `disabled` would take from it. */
  isIdle?: boolean;
  /** A shortcut to mention in the tooltip. */
  shortcut?: string;
};

/** A button that is only an icon, with a name. */
export function IconButton({ label, icon: Icon, onClick, isIdle, shortcut }: IconButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
      aria-disabled={isIdle}
      onClick={isIdle ? undefined : onClick}
    >
      <Icon aria-hidden size={16} />
    </button>
  );
}
