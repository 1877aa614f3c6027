import { Link2 } from "lucide-react";
import { useMemo } from "react";
import type { Action } from "../app/actions";
import { useAppStore } from "../store";
import { endpointTotals, tunnelTotal } from "../store/tunnelsSlice";

type TunnelsButtonProps = {
  action: Action;
  isExpanded: boolean;
};

/** How many connections of the endpoints are taken; shows or hides the tunnels. */
export function TunnelsButton({ action, isExpanded }: TunnelsButtonProps) {
  const tunnels = useAppStore((state) => state.tunnels);
  const { used, limit, isAnyFull } = useMemo(() => tunnelTotal({ tunnels }), [tunnels]);
  const endpoints = useMemo(() => endpointTotals({ tunnels }), [tunnels]);
  const lines = endpoints.map((total) => `${total.endpoint}: ${total.used} of ${total.limit}`);
  return (
    <button
      type="button"
      className="button button-quiet tunnels-button"
      data-testid="tunnels-button"
      data-tone={isAnyFull ? "warning" : undefined}
      aria-expanded={isExpanded}
      aria-keyshortcuts="Control+Shift+T Meta+Shift+T"
      title={[`${action.label} (${action.shortcut})`, ...lines].join("\n")}
      onClick={action.run}
    >
      <Link2 aria-hidden size={15} />
      {action.label}{" "}
      <span className="number">
        {used}/{limit}
      </span>
    </button>
  );
}
