import { Ellipsis } from "lucide-react";
import { visibleText } from "../components/visibleText";
import { openCardMenu } from "./cardMenu";

type CardMenuButtonProps = { workspaceId: string; name: string };

/** The menu of a card, for who does not think of the other mouse button. */
export function CardMenuButton({ workspaceId, name }: CardMenuButtonProps) {
  return (
    <button
      type="button"
      className="icon-button icon-button-small card-menu nodrag nopan"
      aria-label={`Actions for ${visibleText(name)}`}
      aria-haspopup="menu"
      title="Actions"
      onClick={(event) => {
        event.stopPropagation();
        const { left, bottom } = event.currentTarget.getBoundingClientRect();
        openCardMenu({ workspaceId, x: left, y: bottom });
      }}
    >
      <Ellipsis aria-hidden size={16} />
    </button>
  );
}
