import type { FileContent, PanelEvent } from "./contract";
import { IpcError } from "./ipcError";

/**
 * The raw form in which the content of a file crosses from the backend, so that a large text is neither
 * escaped there nor unescaped here.
 *
 * A frame is the length of its head (4 bytes, big-endian), the head, and the text as UTF-8 up to the end.
 * The head is JSON: the value as the contract has it, but with `text` null in its `FileContent`. A file
 * that is no text has nothing behind the head.
 */

/** What crosses raw: as bytes, in whatever form they are handed over, or as the value itself. */
export type Framed<Value> = Value | ArrayBuffer | Uint8Array | number[];

/** The content of a file, from its frame or as it is. Throws an {@link IpcError} for a malformed frame. */
export function decodeContent(message: Framed<FileContent>): FileContent {
  const bytes = bytesOf(message);
  if (bytes === null) {
    return message as FileContent;
  }
  const { head, body } = split(bytes);
  return withText(head, body);
}

/** An event of a panel, from its frame or as it is. Throws an {@link IpcError} for a malformed frame. */
export function decodePanelEvent(message: Framed<PanelEvent>): PanelEvent {
  const bytes = bytesOf(message);
  if (bytes === null) {
    return message as PanelEvent;
  }
  const { head, body } = split(bytes);
  const event = head as Partial<PanelEvent> | null;
  if (event?.type !== "config") {
    throw malformed("it is of no configuration");
  }
  const { outcome } = event;
  if (outcome?.status !== "ok" && outcome?.status !== "stored") {
    throw malformed("it has no content");
  }
  const value = withText(outcome.value, body);
  return { ...event, outcome: { ...outcome, value } } as PanelEvent;
}

const LENGTH_BYTES = 4;

/** The text is what the file holds: a byte order mark is part of it. */
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The bytes of a message; null where it is a value already. */
function bytesOf(message: unknown): Uint8Array | null {
  if (message instanceof ArrayBuffer || Array.isArray(message)) {
    return new Uint8Array(message);
  }
  return message instanceof Uint8Array ? message : null;
}

function split(bytes: Uint8Array): { head: unknown; body: Uint8Array } {
  if (bytes.length < LENGTH_BYTES) {
    throw malformed("it has no length");
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getUint32(0);
  const end = LENGTH_BYTES + length;
  if (end > bytes.length) {
    throw malformed("its head is cut off");
  }
  try {
    const head: unknown = JSON.parse(utf8.decode(bytes.subarray(LENGTH_BYTES, end)));
    return { head, body: bytes.subarray(end) };
  } catch {
    throw malformed("its head is no JSON");
  }
}

function withText(head: unknown, body: Uint8Array): FileContent {
  const content = head as Partial<FileContent> | null;
  if (typeof content?.path !== "string" || content.kind === undefined) {
    throw malformed("its head is of no file");
  }
  if (content.kind === "text") {
    return { ...content, text: utf8.decode(body) } as FileContent;
  }
  if (body.length > 0) {
    throw malformed("it has a text for a file without one");
  }
  return content as FileContent;
}

function malformed(reason: string): IpcError {
  return new IpcError("internal", `a file arrived in a malformed frame: ${reason}`);
}
