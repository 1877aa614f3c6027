import { Pencil } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { IconButton } from "../components/IconButton";
import { Untrusted } from "../components/Untrusted";
import { isRenameKey } from "../lifecycle/lifecycleActions";
import type { KnownRow } from "./freshestRow";
import { usePlatformBlock } from "./freshness";
import { NameInput } from "./NameInput";

type PanelTitleProps = {
  row: KnownRow | null;
  /** The workspace is gone. */
  isReadOnly: boolean;
};

/** The workspace's name on the platform, to be changed in place: by F2, a double click or the pencil. */
export function PanelTitle({ row, isReadOnly }: PanelTitleProps) {
  const [isEditing, setIsEditing] = useState(false);
  const block = usePlatformBlock();
  const title = useRef<HTMLHeadingElement>(null);
  const wasEditing = useRef(false);
  const canRename = row !== null && !isReadOnly && block === null;

  // The keyboard goes back to where it came from.
  useEffect(() => {
    if (wasEditing.current && !isEditing) {
      title.current?.focus({ preventScroll: true });
    }
    wasEditing.current = isEditing;
  }, [isEditing]);

  function begin() {
    if (canRename) {
      setIsEditing(true);
    }
  }

  function renameByKey(event: KeyboardEvent) {
    if (isRenameKey(event)) {
      event.preventDefault();
      event.stopPropagation();
      begin();
    }
  }

  if (isEditing && row !== null) {
    return <NameInput row={row.workspace} onEnd={() => setIsEditing(false)} />;
  }
  return (
    <div className="panel-title-group">
      <h2
        className="panel-title"
        data-testid="panel-title"
        tabIndex={-1}
        ref={title}
        onDoubleClick={begin}
        onKeyDown={renameByKey}
      >
        <Untrusted text={row?.workspace.name ?? "Workspace"} />
      </h2>
      {row !== null && !isReadOnly && (
        <IconButton
          label={block === null ? "Rename" : `Rename. ${block}`}
          shortcut="F2"
          icon={Pencil}
          isIdle={!canRename}
          onClick={begin}
        />
      )}
    </div>
  );
}
