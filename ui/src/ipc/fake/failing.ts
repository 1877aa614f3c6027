import type { Commands, ErrorCode, IpcError as IpcFailure } from "../contract";
import { IpcError } from "../ipcError";
import type { FakeOptions } from "./options";

/** Fails a command that was told to fail. */
export function failIfAsked(options: FakeOptions, name: keyof Commands): void {
  const code = options.failing[name];
  if (code !== undefined) {
    const { message, remedy } = failure(options, code, `${name} was told to fail`);
    throw new IpcError(code, message, remedy);
  }
}

/** What a command or a leg says that was told to fail. */
export function failure(options: FakeOptions, code: ErrorCode, message: string): IpcFailure {
  const { failureMessage = message, failureRemedy: remedy } = options;
  return { code, message: failureMessage, ...(remedy === undefined ? {} : { remedy }) };
}
