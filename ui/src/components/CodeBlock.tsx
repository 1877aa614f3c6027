import { CopyButton } from "./CopyButton";
import { visibleBlock } from "./visibleText";

type CodeBlockProps = {
  text: string;
  /** What it is, e.g. "the command". */
  what: string;
};

/** A command or a document to copy as it is, nothing in it hidden. What is copied is what is shown. */
export function CodeBlock({ text, what }: CodeBlockProps) {
  const shown = visibleBlock(text);
  return (
    <div className="code-block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="code-scroll" tabIndex={0} aria-label={what}>
        <pre>
          <bdi>{shown}</bdi>
        </pre>
      </section>
      <CopyButton text={shown} label={`Copy ${what}`} isBare />
    </div>
  );
}
