import { keyed } from "../components/keyed";
import { Untrusted } from "../components/Untrusted";

/** What could not be searched. */
export function SearchProblems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) {
    return null;
  }
  const counted = problems.length === 1 ? "One place" : `${problems.length} places`;
  return (
    <details className="search-problems">
      <summary>{counted} could not be searched</summary>
      <ul>
        {keyed(problems, (problem) => problem).map(({ key, item }) => (
          <li key={key}>
            <Untrusted text={item} />
          </li>
        ))}
      </ul>
    </details>
  );
}
