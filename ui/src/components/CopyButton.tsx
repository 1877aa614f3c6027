import { Check, Copy } from "lucide-react";
import { useEffect, useRef } from "react";
import { useCopy } from "./useCopy";

type CopyButtonProps = {
  text: string;
  /** Its name, and what it says unless it is bare. */
  label: string;
  /** The icon alone. */
  isBare?: boolean;
};

/** Copies `text`; where the webview does not let it, offers it selected for copying by hand. */
export function CopyButton({ text, label, isBare = false }: CopyButtonProps) {
  const { state, copy } = useCopy();
  const Icon = state === "copied" ? Check : Copy;
  return (
    <>
      <span className="copy">
        <button
          type="button"
          className={isBare ? "icon-button icon-button-small" : "button"}
          aria-label={isBare ? label : undefined}
          title={isBare ? label : undefined}
          onClick={() => void copy(text)}
        >
          <Icon aria-hidden size={14} />
          {!isBare && label}
        </button>
        <span className={isBare ? "visually-hidden" : "faint small"} role="status">
          {state === "copied" && "Copied"}
        </span>
      </span>
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
    <span className="notice" data-severity="warning" role="alert">
      <span className="notice-body">
        <strong>The clipboard could not be reached</strong>
        <span>The text is selected below; press Ctrl-C to copy it.</span>
        <textarea
          className="copy-area mono"
          aria-label="Text to copy"
          ref={area}
          readOnly
          rows={Math.min(6, text.split("\n").length)}
          value={text}
        />
      </span>
    </span>
  );
}
