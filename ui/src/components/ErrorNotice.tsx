import { CircleAlert, TriangleAlert } from "lucide-react";
import { ERRORS } from "../errors";
import type { IpcError as IpcFailure } from "../ipc/contract";
import { ErrorActions } from "./ErrorActions";
import { Remedy } from "./Remedy";
import { visibleBlock } from "./visibleText";

type ErrorNoticeProps = {
  error: IpcFailure;
  /** What failed, e.g. "Could not load the files". */
  title: string;
  /** Offers to try again, whatever the code. */
  onRetry?: (() => void) | undefined;
  /** A sentence that fits better here than the one of the code. */
  text?: string | undefined;
};

/** A failure where it happened: what, what to do, the detail, and the ways out of it. */
export function ErrorNotice({ error, title, onRetry, text }: ErrorNoticeProps) {
  const known = ERRORS[error.code] ?? ERRORS.internal;
  const Icon = known.severity === "error" ? CircleAlert : TriangleAlert;
  return (
    <div className="notice" data-severity={known.severity} role="alert">
      <Icon aria-hidden className="notice-icon" size={16} />
      <div className="notice-body">
        <strong>{title}</strong>
        <p>{text ?? known.text}</p>
        <p className="notice-detail">
          <code>{error.code}</code> {visibleBlock(error.message)}
        </p>
        {error.remedy !== undefined && <Remedy text={error.remedy} />}
        <ErrorActions code={error.code} onRetry={onRetry} />
      </div>
    </div>
  );
}
