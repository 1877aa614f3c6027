import type { LucideIcon } from "lucide-react";

type IconButtonProps = {
  /** Its name, also shown as the tooltip. */
  label: string;
  icon: LucideIcon;
  onClick: () => void;
  disabled?: boolean;
  /** A shortcut to mention in the tooltip. */
  shortcut?: string;
};

/** A button that is only an icon, with a name. */
export function IconButton({ label, icon: Icon, onClick, disabled, shortcut }: IconButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon aria-hidden size={16} />
    </button>
  );
}
