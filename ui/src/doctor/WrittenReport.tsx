import { useEffect, useRef } from "react";
import { CodeBlock } from "../components/CodeBlock";
import { Untrusted } from "../components/Untrusted";
import type { BugReport } from "../ipc/contract";

/** A report for whoever helps: where it is, and what is in it, to be looked through before it is sent. */
export function WrittenReport({ report: { path, text } }: { report: BugReport }) {
  const part = useRef<HTMLElement>(null);
  useEffect(() => {
    part.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <section className="bug-report" aria-label="Bug report" ref={part}>
      <p role="status">
        The report was written to{" "}
        <span className="mono breakable">
          <Untrusted text={path} />
        </span>
        . Secrets are left out; look through it before you send it.
      </p>
      <CodeBlock text={text} what="the report" />
    </section>
  );
}
