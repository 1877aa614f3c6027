import { FileX2 } from "lucide-react";
import { sizeText } from "../components/size";
import type { FileContent } from "../ipc/contract";

/** Stands for a file that cannot be edited as text. */
export function FileNotice({ content }: { content: FileContent }) {
  const why =
    content.kind === "too_large"
      ? "This file is too large to edit here."
      : "This is not a text file.";
  return (
    <div className="empty">
      <FileX2 aria-hidden size={24} />
      <p>{why}</p>
      <p className="faint">{sizeText(content.version.sizeBytes)}</p>
    </div>
  );
}
