import { Untrusted } from "../components/Untrusted";
import { ERRORS } from "../errors";
import type { Failure } from "./changeEntries";

/** How many are told one by one. */
const TOLD = 50;

/** What could not be done, item by item. */
export function Failures({ title, failures }: { title: string; failures: readonly Failure[] }) {
  if (failures.length === 0) {
    return null;
  }
  const more = failures.length - TOLD;
  return (
    <div className="notice" data-severity="error" role="alert">
      <div className="notice-body">
        <strong>{title}</strong>
        <ul className="failures">
          {failures.slice(0, TOLD).map(({ path, error }) => (
            <li key={path}>
              <span className="mono">
                <Untrusted text={path} />
              </span>
              <p className="notice-detail">
                {error.code !== "conflict" && `${ERRORS[error.code].text} `}
                <code>{error.code}</code> <Untrusted text={error.message} />
              </p>
            </li>
          ))}
          {more > 0 && <li>and {more.toLocaleString("en")} more</li>}
        </ul>
      </div>
    </div>
  );
}
