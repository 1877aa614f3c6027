import { useId } from "react";
import { ageText, clockText } from "../../components/time";
import { Untrusted } from "../../components/Untrusted";
import { useNow } from "../../components/useNow";
import type { CardVersion } from "../../ipc/contract";

type VersionTableProps = {
  versions: readonly CardVersion[];
  from: string;
  to: string;
  onChoose: (from: string, to: string) => void;
  onView: (sha256: string) => void;
};

/** The kept versions, newest first; two of them are chosen to be compared. */
export function VersionTable({ versions, from, to, onChoose, onView }: VersionTableProps) {
  const id = useId();
  const now = useNow();
  return (
    <table className="versions" aria-label="Versions of the card">
      <thead>
        <tr>
          <th scope="col">Before</th>
          <th scope="col">After</th>
          <th scope="col">Version</th>
          <th scope="col">First seen</th>
          <th scope="col">Confirmed</th>
          <th scope="col">
            <span className="visually-hidden">Look</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {versions.map(({ sha256, version, firstSeenMs, confirmedMs }, index) => {
          const name = version ?? "without a version";
          const title = index === 0 ? `${name}, the newest` : `${name}, ${index} before the newest`;
          return (
            <tr key={sha256}>
              <td>
                <input
                  type="radio"
                  name={`${id}-from`}
                  aria-label={`Compare from ${title}`}
                  checked={sha256 === from}
                  onChange={() => onChoose(sha256, to)}
                />
              </td>
              <td>
                <input
                  type="radio"
                  name={`${id}-to`}
                  aria-label={`Compare to ${title}`}
                  checked={sha256 === to}
                  onChange={() => onChoose(from, sha256)}
                />
              </td>
              <th scope="row">
                <Untrusted text={name} /> {index === 0 && <span className="badge">Newest</span>}
              </th>
              <td title={ageText(firstSeenMs, now)}>{clockText(firstSeenMs, now)}</td>
              <td title={ageText(confirmedMs, now)}>{clockText(confirmedMs, now)}</td>
              <td>
                <button
                  type="button"
                  className="button"
                  aria-label={`View ${title}`}
                  onClick={() => onView(sha256)}
                >
                  View
                </button>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
