import { ShieldAlert } from "lucide-react";
import { useId } from "react";
import { Untrusted } from "../components/Untrusted";
import type { TokenKept } from "../ipc/contract";
import { CheckInput } from "./CheckInput";
import type { SettingsInputShared } from "./SettingsInput";

type TokenKeepingProps = SettingsInputShared & { kept: TokenKept; notice: string | null };

const WHERE: Record<TokenKept, string> = {
  none: "No token is kept.",
  environment: "Taken from the environment, and kept nowhere.",
  keychain: "Kept in the keychain of this computer.",
  file: "Kept in a file that only you can read. Whoever can read your files can use it.",
  memory: "In memory only: it is forgotten when the app ends.",
};

/** Where the token is kept, and the choice that there is without a keychain. */
export function TokenKeeping({ kept, notice, ...shared }: TokenKeepingProps) {
  const titleId = useId();
  const isNotable = kept === "memory" || kept === "file" || notice !== null;
  return (
    <>
      <div
        className={isNotable ? "hint token-kept" : "form-note token-kept"}
        data-tone={isNotable ? "warning" : undefined}
        role="status"
        aria-labelledby={titleId}
      >
        <span id={titleId} hidden>
          Where the token is kept
        </span>
        {isNotable && <ShieldAlert aria-hidden className="inline-icon" size={14} />}
        <span>{WHERE[kept]}</span>
        {notice !== null && (
          <span>
            {" "}
            <Untrusted text={notice} />
          </span>
        )}
      </div>
      {(kept === "memory" || kept === "file" || shared.draft.tokenInFile) && (
        <CheckInput
          {...shared}
          name="tokenInFile"
          label="Keep the token in a file that only you can read"
          hint="Only where there is no keychain. Without it, the token is in memory only."
        />
      )}
    </>
  );
}
