import { Untrusted } from "../components/Untrusted";

/** How many are named in a dialog. */
const NAMED = 100;

/** Names what a dialog is about; of very many, the first and how many more. */
export function EntryList({ paths, label }: { paths: readonly string[]; label: string }) {
  const more = paths.length - NAMED;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reached by the keyboard.
    <ul className="entry-list mono" aria-label={label} tabIndex={0}>
      {paths.slice(0, NAMED).map((path) => (
        <li key={path}>
          <Untrusted text={path} />
        </li>
      ))}
      {more > 0 && <li>and {more.toLocaleString("en")} more</li>}
    </ul>
  );
}
