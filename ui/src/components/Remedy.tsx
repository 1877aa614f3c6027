import { Fragment } from "react";
import { CodeBlock } from "./CodeBlock";
import { CopyButton } from "./CopyButton";
import { keyed } from "./keyed";
import { type RemedySpan, remedyParts } from "./remedyParts";
import { Untrusted } from "./Untrusted";
import { visibleText } from "./visibleText";

/** What to do about a failure: sentences as text, commands and statements to copy. */
export function Remedy({ text }: { text: string }) {
  const parts = keyed(remedyParts(text), (part) => part.kind);
  return (
    <div className="remedy">
      {parts.map(({ key, item }) =>
        item.kind === "code" ? (
          <CodeBlock key={key} text={item.text} what={item.what} />
        ) : (
          <p key={key}>
            <Sentence spans={item.spans} />
          </p>
        ),
      )}
    </div>
  );
}

function Sentence({ spans }: { spans: readonly RemedySpan[] }) {
  return keyed(spans, ({ text }) => text).map(({ key, item }) => (
    <Fragment key={key}>
      {item.isCode ? <InlineCode text={item.text} /> : <Untrusted text={item.text} />}
    </Fragment>
  ));
}

/** A command in a sentence. One with a gap to fill in is not for copying. */
function InlineCode({ text }: { text: string }) {
  const shown = visibleText(text);
  const isWhole = text.includes(" ") && !text.includes("…");
  return (
    <>
      <code className="remedy-code">
        <bdi>{shown}</bdi>
      </code>
      {isWhole && <CopyButton text={shown} label={`Copy ${shown}`} isBare />}
    </>
  );
}
