import { FilePen } from "lucide-react";
import { Untrusted } from "../components/Untrusted";
import { useStrayDrafts } from "./useStrayDrafts";

type StrayDraftsProps = {
  workspaceId: string;
  /** The file in the editor; it is not offered again. */
  openPath: string | null;
  onOpen: (path: string) => void;
};

/** Below the tree: the unsaved texts that it does not lead to. */
export function StrayDrafts({ workspaceId, openPath, onOpen }: StrayDraftsProps) {
  const paths = useStrayDrafts(workspaceId).filter((path) => path !== openPath);
  if (paths.length === 0) {
    return null;
  }
  return (
    <nav className="stray-drafts" aria-label="Other unsaved text">
      <p className="faint small">Unsaved text of files that are not shown above</p>
      <ul className="tree">
        {paths.map((path) => (
          <li key={path}>
            <button
              type="button"
              className="tree-row"
              data-testid={`draft-${path}`}
              title={path}
              onClick={() => onOpen(path)}
            >
              <FilePen aria-hidden size={15} className="tree-icon" />
              <span className="tree-name">
                <Untrusted text={path} />
              </span>
              <span aria-hidden className="dirty-dot" />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
