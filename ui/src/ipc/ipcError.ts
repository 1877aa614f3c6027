import type { ErrorCode, IpcError as IpcFailure } from "./contract";

/** A failed command. Branch on `code`; `message` is for people and logs and is never parsed. */
export class IpcError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = "IpcError";
    this.code = code;
  }
}

/** Turns whatever was thrown into an {@link IpcError}; what is not ours becomes `internal`. */
export function toIpcError(thrown: unknown): IpcError {
  if (thrown instanceof IpcError) {
    return thrown;
  }
  if (isFailure(thrown)) {
    return new IpcError(thrown.code, thrown.message);
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
