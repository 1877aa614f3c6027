import { useSecond } from "../components/useNow";
import { TunnelRows } from "./TunnelRows";
import type { TunnelRow } from "./tunnelRows";

/** The tunnels, one a row. */
export function TunnelsTable({ rows }: { rows: readonly TunnelRow[] }) {
  const now = useSecond();
  return (
    <div className="tunnels-scroll">
      <table className="tunnels-table">
        <caption className="visually-hidden">Tunnels to instances</caption>
        <thead>
          <tr>
            <th scope="col">Workspace</th>
            <th scope="col">Instance</th>
            <th scope="col">State</th>
            <th scope="col" className="tunnels-age">
              Age
            </th>
            <th scope="col" className="tunnels-next">
              Next
            </th>
            <Amount word="Leases" meaning="How many hold it" />
            <Amount word="Channels" meaning="SSH channels open on it" />
            <Amount word="In / out" meaning="Bytes that came out of it and went into it" />
            <th scope="col">Last error</th>
            <th scope="col">Set-up</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TunnelRows key={row.key} row={row} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Amount({ word, meaning }: { word: string; meaning: string }) {
  return (
    <th scope="col" className="number" title={meaning}>
      {word}
    </th>
  );
}
