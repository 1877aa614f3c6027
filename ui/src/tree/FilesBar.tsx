import {
  FilePlus2,
  FileSearch,
  FolderPlus,
  type LucideIcon,
  RefreshCw,
  Upload,
} from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { IconButton } from "../components/IconButton";
import { rootsFor } from "../files/roots";
import type { TreeActionName } from "./treeActions";
import { chooseRoot } from "./treeStore";

type FilesBarProps = {
  workspaceId: string;
  base: string;
  root: string;
  readOnlyReason: string | null;
  onRun: (name: TreeActionName) => void;
};

type Tool = { name: TreeActionName; label: string; icon: LucideIcon; shortcut?: string };

const MAKE: readonly Tool[] = [
  { name: "new_file", label: "New file", icon: FilePlus2 },
  { name: "new_folder", label: "New folder", icon: FolderPlus },
];

const LOOK: readonly Tool[] = [
  { name: "search", label: "Search in files", icon: FileSearch, shortcut: "Ctrl-Shift-F" },
  { name: "refresh", label: "Refresh files", icon: RefreshCw, shortcut: "F5" },
];

/** Above the tree: where it begins, and what is done most often. */
export function FilesBar({ workspaceId, base, root, readOnlyReason, onRun }: FilesBarProps) {
  const isReadOnly = readOnlyReason !== null;
  const label = (text: string) => (isReadOnly ? `${text}: read-only, ${readOnlyReason}` : text);
  return (
    <div className="files-bar">
      <select
        className="select"
        aria-label="Folder to browse"
        data-testid="files-root"
        value={root}
        onChange={(event) => chooseRoot(workspaceId, event.target.value)}
      >
        {rootsFor(base).map(({ path, label: name }) => (
          <option key={path} value={path}>
            {name}
          </option>
        ))}
      </select>
      {MAKE.map(({ name, label: text, icon }) => (
        <IconButton
          key={name}
          label={label(text)}
          icon={icon}
          isIdle={isReadOnly}
          onClick={() => onRun(name)}
        />
      ))}
      <UploadMenu label={label("Upload")} isIdle={isReadOnly} onRun={onRun} />
      {LOOK.map(({ name, label: text, icon, shortcut }) => (
        <IconButton
          key={name}
          label={text}
          icon={icon}
          {...(shortcut === undefined ? {} : { shortcut })}
          onClick={() => onRun(name)}
        />
      ))}
    </div>
  );
}

type UploadMenuProps = { label: string; isIdle: boolean; onRun: FilesBarProps["onRun"] };

function UploadMenu({ label, isIdle, onRun }: UploadMenuProps) {
  if (isIdle) {
    return <IconButton label={label} icon={Upload} isIdle onClick={() => undefined} />;
  }
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="icon-button" aria-label={label} title={label}>
        <Upload aria-hidden size={16} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.Item className="menu-item" onSelect={() => onRun("upload_files")}>
            Upload files…
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => onRun("upload_folder")}>
            Upload folder…
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
