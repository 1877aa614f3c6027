import { Unplug } from "lucide-react";
import { type ReactNode, useState } from "react";
import { CopyButton } from "../components/CopyButton";
import { Untrusted } from "../components/Untrusted";
import { AskToDrop, GONE } from "./AskToDrop";
import type { FileSession } from "./useFileSession";

/** Above an editor whose instance is gone: whose text it is, and the ways to go on with it. */
export function DetachedNotice({ session }: { session: FileSession }) {
  const { origin, text, isDirty, saveState, loadTheirs } = session;
  const [isAsking, setIsAsking] = useState(false);
  return (
    <GoneNotice
      origin={origin}
      what="This text"
      fate="it is kept here and is not saved to the new one."
    >
      {saveState.status === "saved_too_late" && (
        <p>The last save still went to that instance, which is gone.</p>
      )}
      <div className="notice-actions">
        <CopyButton text={text} label="Copy text" />
        <button
          type="button"
          className="button"
          disabled={saveState.status === "loading"}
          onClick={() => (isDirty ? setIsAsking(true) : void loadTheirs())}
        >
          Open the file on the new instance
        </button>
      </div>
      {isAsking && (
        <AskToDrop
          why={GONE}
          action="Drop it and open the file"
          onKeep={() => setIsAsking(false)}
          onDrop={() => void loadTheirs()}
        />
      )}
    </GoneNotice>
  );
}

type GoneNoticeProps = {
  /** The instance that is gone. */
  origin: string;
  /** What belongs to it. */
  what: string;
  /** What becomes of that. */
  fate: string;
  children?: ReactNode;
};

/** Says that what is shown belongs to an instance that is gone. */
export function GoneNotice({ origin, what, fate, children }: GoneNoticeProps) {
  return (
    <div className="notice" data-severity="warning" role="alert">
      <Unplug aria-hidden className="notice-icon" size={16} />
      <div className="notice-body">
        <strong>The instance was replaced.</strong>
        <p>
          {what} belongs to{" "}
          <span className="mono">
            <Untrusted text={origin} />
          </span>
          ; {fate}
        </p>
        {children}
      </div>
    </div>
  );
}
