import { ChevronDown, ChevronRight, X } from "lucide-react";
import { useId, useState } from "react";
import { IconButton } from "../components/IconButton";
import { sizeText } from "../components/size";
import { durationText } from "../components/time";
import { Untrusted } from "../components/Untrusted";
import { visibleText } from "../components/visibleText";
import type { Tunnel } from "../ipc/contract";
import { SetUpRow } from "./SetUpRow";
import { msText, totalMs } from "./setUpTimes";
import { TunnelBadge } from "./TunnelBadge";
import { nextText } from "./tunnelLook";
import type { TunnelRow } from "./tunnelRows";
import { useCloseTunnel } from "./useCloseTunnels";
import { useHandedOnFocus } from "./useHandedOnFocus";

type TunnelRowsProps = {
  row: TunnelRow;
  now: number;
};

/** A tunnel's row, and, unfolded below it, what its set-up was spent on. */
export function TunnelRows({ row: { tunnel, name }, now }: TunnelRowsProps) {
  const [isUnfolded, setIsUnfolded] = useState(false);
  const detailsId = useId();
  const close = useCloseTunnel();
  const tableRow = useHandedOnFocus();
  return (
    <>
      <tr ref={tableRow} data-testid={`tunnel-${tunnel.instanceId}`} data-unfolded={isUnfolded}>
        <th scope="row" className="tunnels-name" title={visibleText(name)}>
          <Untrusted text={name} />
        </th>
        <td className="mono">{tunnel.instanceId}</td>
        <td>
          <TunnelBadge state={tunnel.state} />
        </td>
        <td className="tunnels-age">{durationText(now - tunnel.sinceMs)}</td>
        <td className="tunnels-next">{nextText(tunnel, now) ?? <None />}</td>
        <Amounts tunnel={tunnel} />
        <td className="tunnels-error">
          <LastError text={tunnel.lastError} />
        </td>
        <td>
          <button
            type="button"
            className="link-button"
            aria-label={`Set-up times of ${visibleText(name)}`}
            aria-expanded={isUnfolded}
            aria-controls={isUnfolded ? detailsId : undefined}
            title="Set-up times"
            onClick={() => setIsUnfolded(!isUnfolded)}
          >
            {isUnfolded ? (
              <ChevronDown aria-hidden size={14} />
            ) : (
              <ChevronRight aria-hidden size={14} />
            )}
            {tunnel.phases.length > 0 ? msText(totalMs(tunnel.phases)) : "Times"}
          </button>
        </td>
        <td>
          <IconButton
            label={`Close the tunnel to ${visibleText(name)}`}
            icon={X}
            isIdle={tunnel.state === "closed"}
            onClick={() => close(tunnel.id)}
          />
        </td>
      </tr>
      {isUnfolded && <SetUpRow id={detailsId} tunnel={tunnel} name={name} />}
    </>
  );
}

function Amounts({ tunnel: { leases, channels, bytesRead, bytesWritten } }: { tunnel: Tunnel }) {
  return (
    <>
      <td className="number">{leases}</td>
      <td className="number">{channels}</td>
      <td className="number tunnels-bytes">
        {sizeText(bytesRead)} / {sizeText(bytesWritten)}
      </td>
    </>
  );
}

function LastError({ text }: { text: string | null }) {
  if (text === null) {
    return <None />;
  }
  return (
    <span className="tunnel-error" title={visibleText(text)}>
      <Untrusted text={text} />
    </span>
  );
}

/** Says that there is nothing, also to those who do not see the dash. */
function None() {
  return (
    <span className="faint">
      <span aria-hidden>–</span>
      <span className="visually-hidden">None</span>
    </span>
  );
}
