import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { reportProblem } from "../components/notices";
import { useCopy } from "../components/useCopy";
import { visibleText } from "../components/visibleText";
import { useHost } from "../ipc/hostContext";
import { toIpcError } from "../ipc/ipcError";
import { startDownload } from "../transfers/startDownload";
import { startUpload } from "../transfers/startUpload";
import { type Changed, listAgain } from "./changeEntries";
import type { TreeQuestion } from "./TreeDialogs";
import { type TreeActionName, type TreeTarget, topmost, treeActions } from "./treeActions";
import { showHidden, useTreeView } from "./treeStore";

type TreeActionsOptions = {
  workspaceId: string;
  root: string;
  readOnlyReason: string | null;
  onOpen: (path: string) => void;
  onRename: (path: string) => void;
  onSearch: (folder: string) => void;
};

/** Does what the menu and the keys of the tree offer. */
export function useTreeActions(options: TreeActionsOptions) {
  const { workspaceId, root, readOnlyReason } = options;
  const host = useHost();
  const queryClient = useQueryClient();
  const { showsHidden } = useTreeView(workspaceId);
  const [question, ask] = useState<TreeQuestion | null>(null);
  /** What the last action has done, in words. */
  const [said, say] = useState("");
  const { copy } = useCopy();

  function refresh() {
    void listAgain(queryClient, workspaceId);
  }

  function copyPaths(paths: readonly string[]) {
    const what =
      paths.length === 1 ? `Copied ${visibleText(paths[0] ?? "")}` : `Copied ${paths.length} paths`;
    void copy(paths.join("\n")).then((isCopied) =>
      say(isCopied ? what : "The clipboard could not be reached"),
    );
  }

  function start(title: string, transfer: Promise<boolean>) {
    transfer.catch((error) => reportProblem(title, toIpcError(error)));
  }

  function run(name: TreeActionName, target: TreeTarget) {
    const action = treeActions(target, readOnlyReason, showsHidden)
      .flat()
      .find((known) => known.name === name);
    if (action === undefined || action.disabledReason !== null) {
      say(action?.disabledReason ?? "");
      return;
    }
    const { folder } = target;
    const entries = topmost(target.entries);
    const [first] = target.entries;
    switch (name) {
      case "open":
        return first && options.onOpen(first.path);
      case "new_file":
      case "new_folder":
        return ask({ type: name, folder });
      case "rename":
        return first && options.onRename(first.path);
      case "move":
        return ask({ type: name, entries, folder: null });
      case "remove":
        return ask({ type: name, entries });
      case "properties":
        return ask({ type: name, entries: target.entries });
      case "upload_files":
      case "upload_folder": {
        const kind = name === "upload_files" ? "files" : "folder";
        return start("The upload was not started", startUpload(host, workspaceId, folder, kind));
      }
      case "download": {
        const paths = entries.map(({ path }) => path);
        return start("The download was not started", startDownload(host, workspaceId, paths));
      }
      case "copy_path":
        return copyPaths(target.entries.map(({ path }) => path));
      case "copy_relative": {
        const begin = root === "/" ? 1 : root.length + 1;
        return copyPaths(target.entries.map(({ path }) => path.slice(begin)));
      }
      case "search":
        return options.onSearch(folder);
      case "show_hidden":
        return showHidden(workspaceId, !showsHidden);
      case "refresh":
        return refresh();
    }
  }

  return { run, question, ask, said, say, refresh };
}

/** What was removed, in words. */
export function removedText({ done, removed: { files, folders } }: Changed): string {
  if (done.length === 0) {
    return "Nothing was deleted";
  }
  const counted = [
    files === 1 ? "1 file" : `${files.toLocaleString("en")} files`,
    ...(folders > 0
      ? [folders === 1 ? "1 folder" : `${folders.toLocaleString("en")} folders`]
      : []),
  ];
  return `Deleted ${counted.join(" and ")}`;
}
