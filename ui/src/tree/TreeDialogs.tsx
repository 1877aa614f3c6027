import { NewFileDialog } from "../files/NewFileDialog";
import type { Entry } from "../ipc/contract";
import type { Changed } from "./changeEntries";
import { MoveDialog } from "./MoveDialog";
import { NewFolderDialog } from "./NewFolderDialog";
import { PropertiesDialog } from "./PropertiesDialog";
import { RemoveEntriesDialog } from "./RemoveEntriesDialog";

/** What the tree asks or shows at the moment. */
export type TreeQuestion =
  | { type: "new_file" | "new_folder"; folder: string }
  | { type: "move"; entries: readonly Entry[]; folder: string | null }
  | { type: "remove" | "properties"; entries: readonly Entry[] };

type TreeDialogsProps = {
  workspaceId: string;
  question: TreeQuestion | null;
  onClose: () => void;
  onFileCreated: (path: string) => void;
  onFolderCreated: (path: string) => void;
  onMoved: (from: string, to: string) => void;
  onRemoved: (changed: Changed) => void;
};

/** The dialogs of the tree, one at a time. */
export function TreeDialogs({ question, ...props }: TreeDialogsProps) {
  const { workspaceId, onClose } = props;
  switch (question?.type) {
    case undefined:
      return null;
    case "new_file":
      return (
        <NewFileDialog
          workspaceId={workspaceId}
          folder={question.folder}
          onClose={onClose}
          onCreated={props.onFileCreated}
        />
      );
    case "new_folder":
      return (
        <NewFolderDialog
          workspaceId={workspaceId}
          folder={question.folder}
          onClose={onClose}
          onCreated={props.onFolderCreated}
        />
      );
    case "move":
      return (
        <MoveDialog
          workspaceId={workspaceId}
          entries={question.entries}
          folder={question.folder}
          onMoved={props.onMoved}
          onClose={onClose}
        />
      );
    case "remove":
      return (
        <RemoveEntriesDialog
          workspaceId={workspaceId}
          entries={question.entries}
          onRemoved={props.onRemoved}
          onClose={onClose}
        />
      );
    case "properties":
      return (
        <PropertiesDialog workspaceId={workspaceId} entries={question.entries} onClose={onClose} />
      );
  }
}
