import { Download, FileX2 } from "lucide-react";
import { sizeText } from "../components/size";
import type { FileContent } from "../ipc/contract";
import { ExcerptView } from "./ExcerptView";

type FileNoticeProps = {
  content: FileContent;
  /** Fetches the file to this machine; absent where that is not offered. */
  onDownload?: (path: string) => void;
};

/** Stands for a file that cannot be edited as text: its two ends where it is a text that is too large. */
export function FileNotice({ content, onDownload }: FileNoticeProps) {
  const { path, kind, excerpt, version } = content;
  const why =
    kind === "too_large" ? "This file is too large to edit here." : "This is not a text file.";
  const download = onDownload !== undefined && (
    <button type="button" className="button" onClick={() => onDownload(path)}>
      <Download aria-hidden size={14} />
      Download
    </button>
  );
  if (excerpt !== null) {
    return (
      <div className="excerpt">
        <div className="excerpt-note" role="note">
          <span className="excerpt-said">
            <strong>{why}</strong> <span className="faint">{sizeText(version.sizeBytes)}</span>
          </span>
          {download}
        </div>
        <ExcerptView path={path} excerpt={excerpt} />
      </div>
    );
  }
  return (
    <div className="empty">
      <FileX2 aria-hidden size={24} />
      <p>{why}</p>
      <p className="faint">{sizeText(version.sizeBytes)}</p>
      {download}
    </div>
  );
}
