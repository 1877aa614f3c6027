import { Check, Copy } from "lucide-react";
import { useEffect, useRef } from "react";
import { useCopy } from "./useCopy";

/** Copies `text`; where the webview does not let it, offers it selected for copying by hand. */
export function CopyAsText({ text }: { text: string }) {
  const { state, copy } = useCopy();
  const Icon = state === "copied" ? Check : Copy;
  return (
    <>
      <div className="why-slow-actions">
        <button type="button" className="button" onClick={() => void copy(text)}>
          <Icon aria-hidden size={14} />
          Copy as text
        </button>
        <span className="faint small" role="status">
          {state === "copied" && "Copied"}
        </span>
      </div>
      {state === "refused" && <ByHand text={text} />}
    </>
  );
}

function ByHand({ text }: { text: string }) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    area.current?.focus();
    area.current?.select();
    area.current?.closest(".notice")?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div className="notice" data-severity="warning" role="alert">
      <div className="notice-body">
        <strong>The clipboard could not be reached</strong>
        <p>The text is selected below; press Ctrl-C to copy it.</p>
        <textarea
          className="copy-area mono"
          aria-label="Text to copy"
          ref={area}
          readOnly
          rows={6}
          value={text}
        />
      </div>
    </div>
  );
}
