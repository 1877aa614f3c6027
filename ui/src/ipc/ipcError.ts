import type { ErrorCode, IpcError as IpcFailure } from "./contract";

/** A failed command. Branch on `code`; `message` and `remedy` are for people and logs and are never parsed. */
export class IpcError extends Error {
  readonly code: ErrorCode;
  /** What to do about it, where that is more than the code says. */
  declare readonly remedy?: string;

  constructor(code: ErrorCode, message: string, remedy?: string) {
    super(message);
    this.name = "IpcError";
    this.code = code;
    if (remedy !== undefined) {
      this.remedy = remedy;
    }
  }
}

/** Turns whatever was thrown into an {@link IpcError}; what is not ours becomes `internal`. */
export function toIpcError(thrown: unknown): IpcError {
  if (thrown instanceof IpcError) {
    return thrown;
  }
  if (isFailure(thrown)) {
    return new IpcError(thrown.code, thrown.message, remedyOf(thrown));
  }
  return new IpcError("internal", thrown instanceof Error ? thrown.message : String(thrown));
}

function isFailure(value: unknown): value is IpcFailure {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    typeof value.code === "string" &&
    "message" in value &&
    typeof value.message === "string"
  );
}

function remedyOf({ remedy }: IpcFailure): string | undefined {
  return typeof remedy === "string" ? remedy : undefined;
}
