import { useEffect, useRef } from "react";
import { Untrusted } from "../components/Untrusted";
import { visibleText } from "../components/visibleText";
import type { Tunnel } from "../ipc/contract";
import { COLUMNS } from "./columns";
import { Waterfall } from "./Waterfall";

type SetUpRowProps = {
  id: string;
  tunnel: Tunnel;
  name: string;
};

/** The row below a tunnel's: the steps of its set-up, its route, its last error in full. */
export function SetUpRow({ id, tunnel, name }: SetUpRowProps) {
  const { phases, osUser, instanceId, endpoint, lastError } = tunnel;
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    row.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <tr id={id} className="tunnels-details" ref={row}>
      <td colSpan={COLUMNS}>
        <div className="set-up">
          {phases.length === 0 ? (
            <p className="faint">No step of the set-up has ended yet.</p>
          ) : (
            <Waterfall label={`Set-up of the tunnel to ${visibleText(name)}`} phases={phases} />
          )}
          <dl className="set-up-facts">
            <dt>Route</dt>
            <dd className="mono">
              {osUser}@{instanceId} through {endpoint}
            </dd>
            {lastError !== null && (
              <>
                <dt>Last error</dt>
                <dd className="tunnel-error">
                  <Untrusted text={lastError} />
                </dd>
              </>
            )}
          </dl>
        </div>
      </td>
    </tr>
  );
}
