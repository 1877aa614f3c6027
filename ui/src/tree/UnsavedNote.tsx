type UnsavedNoteProps = { count: number; fate: "comes along" | "is dropped" };

/** Says what becomes of unsaved text when its file is moved or deleted. */
export function UnsavedNote({ count, fate }: UnsavedNoteProps) {
  if (count === 0) {
    return null;
  }
  const files = count === 1 ? "One file has" : `${count} files have`;
  return (
    <p className="dialog-text" data-tone={fate === "is dropped" ? "bad" : undefined}>
      {files} unsaved text, which {fate}.
    </p>
  );
}
