import { TriangleAlert } from "lucide-react";
import type { ComponentProps } from "react";
import type { Group } from "../fleet/groups";

type AttentionButtonProps = ComponentProps<"button"> & { group: Group; count: number };

/** How many in a closed group need somebody. */
export function AttentionButton({ group, count, ...props }: AttentionButtonProps) {
  return (
    <button
      {...props}
      type="button"
      aria-haspopup="menu"
      className="group-attention nodrag nopan"
      aria-label={`${count} of ${group.label} need attention`}
      onClick={(event) => event.stopPropagation()}
    >
      <TriangleAlert aria-hidden size={12} />
      {count} to look at
    </button>
  );
}
