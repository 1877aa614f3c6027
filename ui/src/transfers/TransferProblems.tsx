import { keyed } from "../components/keyed";
import { Untrusted } from "../components/Untrusted";
import type { Transfer } from "../ipc/contract";

/** Which files did not arrive, and why. */
export function TransferProblems({ id, transfer }: { id: string; transfer: Transfer }) {
  const more = transfer.problemCount - transfer.problems.length;
  return (
    <ul className="transfer-problems" id={id}>
      {keyed(transfer.problems, ({ path }) => path).map(({ key, item: { path, reason } }) => (
        <li key={key}>
          <span className="mono">
            <Untrusted text={path} />
          </span>{" "}
          <span className="faint">
            <Untrusted text={reason} />
          </span>
        </li>
      ))}
      {more > 0 && <li>and {more.toLocaleString("en")} more</li>}
    </ul>
  );
}
