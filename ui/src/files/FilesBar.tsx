import { useQueryClient } from "@tanstack/react-query";
import { FilePlus2, RefreshCw } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../components/IconButton";
import { fileKeys } from "./fileKeys";
import { NewFileDialog } from "./NewFileDialog";
import { rootsFor } from "./roots";

type FilesBarProps = {
  workspaceId: string;
  base: string;
  root: string;
  onRoot: (path: string) => void;
  onCreated: (path: string) => void;
};

/** Above the tree: where it begins, and what can be done with the whole of it. */
export function FilesBar({ workspaceId, base, root, onRoot, onCreated }: FilesBarProps) {
  const queryClient = useQueryClient();
  const [isNaming, setIsNaming] = useState(false);

  function refresh() {
    void queryClient.invalidateQueries({ queryKey: fileKeys.listings(workspaceId) });
  }

  return (
    <div className="files-bar">
      <select
        className="select"
        aria-label="Folder to browse"
        data-testid="files-root"
        value={root}
        onChange={(event) => onRoot(event.target.value)}
      >
        {rootsFor(base).map(({ path, label }) => (
          <option key={path} value={path}>
            {label}
          </option>
        ))}
      </select>
      <IconButton label="New file" icon={FilePlus2} onClick={() => setIsNaming(true)} />
      <IconButton label="Refresh files" icon={RefreshCw} onClick={refresh} />
      {isNaming && (
        <NewFileDialog
          workspaceId={workspaceId}
          folder={root}
          onClose={() => setIsNaming(false)}
          onCreated={onCreated}
        />
      )}
    </div>
  );
}
