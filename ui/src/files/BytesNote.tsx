import type { FileContent } from "../ipc/contract";

/** Says of a file's bytes what cannot be told from its text. */
export function BytesNote({ content: { encoding, text } }: { content: FileContent }) {
  const hasBytes = encoding === "utf8_with_bytes";
  const hasMark = text?.startsWith("\uFEFF") === true;
  return (
    <>
      {hasBytes && (
        <p className="editor-note">
          This file holds bytes that are not UTF-8; they are shown as \xNN and kept as they are.
        </p>
      )}
      {hasMark && (
        <p className="editor-note">This file begins with a byte order mark; it is kept.</p>
      )}
    </>
  );
}
