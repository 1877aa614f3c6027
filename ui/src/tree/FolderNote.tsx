import { CircleAlert, LoaderCircle } from "lucide-react";
import { visibleText } from "../components/visibleText";
import { ERRORS } from "../errors";
import type { StoredAge } from "../ipc/contract";
import { FreshnessNote } from "../panel/FreshnessNote";
import { useFreshness } from "../panel/freshness";
import type { FolderRow } from "./flatTree";
import { indent } from "./TreeRow";

type FolderNoteProps = {
  row: FolderRow;
  id: string;
  index: number;
  top: number;
  isActive: boolean;
  onRetry: (folder: string) => void;
  onShowHidden: () => void;
};

/** What is said of a folder below its entries: that it loads, has failed, is empty, or hides some. */
export function FolderNote({ row, id, index, top, isActive, ...does }: FolderNoteProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the keyboard, and names its active row.
    <div
      role="treeitem"
      id={id}
      className="tree-row tree-note"
      data-index={index}
      data-active={isActive}
      data-kind={row.kind}
      data-drop-folder={row.folder}
      aria-level={row.level}
      aria-selected={false}
      style={{ top, paddingLeft: indent(row.level) + 20 }}
    >
      <Note row={row} {...does} />
    </div>
  );
}

type NoteProps = Pick<FolderNoteProps, "row" | "onRetry" | "onShowHidden">;

function Note({ row, onRetry, onShowHidden }: NoteProps) {
  switch (row.kind) {
    case "loading":
      return (
        <>
          <LoaderCircle aria-hidden size={14} className="spin" />
          <span className="tree-name">{loadingText(row.soFar)}</span>
        </>
      );
    case "empty":
      return <span className="tree-name">Empty folder</span>;
    case "stored":
      return (
        <span className="tree-name">{row.stored !== null && <StoredNote {...row.stored} />}</span>
      );
    case "hidden": {
      const text = hiddenText(row.hidden);
      return (
        <>
          <span className="tree-name" title={visibleText(row.hidden.join("\n"))}>
            {text}
          </span>
          <button type="button" className="link-button" tabIndex={-1} onClick={onShowHidden}>
            Show
          </button>
        </>
      );
    }
    case "failed":
      return (
        <>
          <CircleAlert aria-hidden size={14} />
          <span className="tree-name" title={visibleText(row.error?.message ?? "")}>
            Could not list it: {ERRORS[row.error?.code ?? "internal"].text}
          </span>
          <button
            type="button"
            className="link-button"
            tabIndex={-1}
            onClick={() => onRetry(row.folder)}
          >
            Retry
          </button>
        </>
      );
  }
}

function StoredNote({ fetchedMs, error }: StoredAge) {
  const known = { fetchedMs, source: "store", isAsking: false, error } as const;
  return <FreshnessNote freshness={useFreshness(known, "instance")} />;
}

function loadingText(soFar: number | null): string {
  return soFar === null ? "Loading…" : `${soFar.toLocaleString("en")} so far…`;
}

/** How many names fit into the line. */
const NAMED = 3;

function hiddenText(names: readonly string[]): string {
  const named = names.slice(0, NAMED).map(visibleText).join(", ");
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : "";
  return `${names.length} not shown: ${named}${more}`;
}
