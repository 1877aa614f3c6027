import { Tabs } from "radix-ui";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import { WorkspaceAccessProvider } from "../access/WorkspaceAccessProvider";
import { CardTab } from "../cards/CardTab";
import { ConfigTab } from "../config/ConfigTab";
import { countDrafts, useDrafts } from "../files/drafts";
import { FilesTab } from "../files/FilesTab";
import { useAppStore } from "../store";
import { freshestRow } from "./freshestRow";
import { PanelHeader } from "./PanelHeader";
import { configPathOf } from "./panelState";
import { ResizeHandle } from "./ResizeHandle";
import { usePanel } from "./usePanel";

const INITIAL_WIDTH = 540;

type PanelProps = {
  workspaceId: string;
  onClose: () => void;
};

/** Everything about one workspace, beside the canvas. */
export function Panel({ workspaceId, onClose }: PanelProps) {
  const { legs, retry, retryFailed, reload } = usePanel(workspaceId);
  const row = useKnownRow(workspaceId, legs.workspace);
  const [width, setWidth] = useState(INITIAL_WIDTH);
  const configPath = configPathOf(legs);
  const unsaved = useDrafts(
    useShallow(({ drafts }) => countDrafts(drafts, workspaceId, configPath)),
  );
  const panel = useFocusedTitle();

  function closeByKey(event: KeyboardEvent) {
    if (event.key === "Escape" && !event.defaultPrevented && !isTyping(event.target)) {
      onClose();
    }
  }

  return (
    <WorkspaceAccessProvider workspaceId={workspaceId} onRetry={retryFailed} onReload={reload}>
      <aside
        className="panel"
        aria-label="Workspace details"
        style={{ width }}
        ref={panel}
        onKeyDown={closeByKey}
      >
        <ResizeHandle width={width} onResize={setWidth} />
        <PanelHeader
          workspaceId={workspaceId}
          row={row}
          legs={legs}
          onRetry={() => retry("workspace")}
          onClose={onClose}
        />
        <Tabs.Root className="tabs" defaultValue="config">
          <Tabs.List className="tab-list" aria-label="Parts of the workspace">
            <Tab value="config" label="Config" unsaved={unsaved.config} />
            <Tab value="files" label="Files" unsaved={unsaved.files} />
            <Tab value="card" label="Card" />
          </Tabs.List>
          <Tabs.Content className="tab-content" value="config">
            <ConfigTab
              workspaceId={workspaceId}
              row={row?.workspace ?? null}
              legs={legs}
              retry={retry}
            />
          </Tabs.Content>
          <Tabs.Content className="tab-content" value="files">
            <FilesTab workspaceId={workspaceId} leg={legs.files} onRetry={() => retry("files")} />
          </Tabs.Content>
          <Tabs.Content className="tab-content" value="card">
            <CardTab workspaceId={workspaceId} />
          </Tabs.Content>
        </Tabs.Root>
      </aside>
    </WorkspaceAccessProvider>
  );
}

type TabProps = { value: "config" | "files" | "card"; label: string; unsaved?: number };

function Tab({ value, label, unsaved = 0 }: TabProps) {
  return (
    <Tabs.Trigger className="tab" value={value} data-testid={`tab-${value}`}>
      {label}
      {unsaved > 0 && (
        <span className="tab-badge" title="Files with unsaved text">
          {unsaved} unsaved
        </span>
      )}
    </Tabs.Trigger>
  );
}

function useKnownRow(workspaceId: string, leg: Parameters<typeof freshestRow>[1]) {
  const workspace = useAppStore((state) => state.workspaces[workspaceId]);
  const fetchedMs = useAppStore((state) => state.listed?.fetchedMs ?? 0);
  return freshestRow(workspace === undefined ? null : { workspace, fetchedMs }, leg);
}

/** Brings the keyboard into the panel when it opens, to its title. */
function useFocusedTitle() {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>(".panel-title")?.focus({ preventScroll: true });
  }, []);
  return panel;
}

function isTyping(target: EventTarget): boolean {
  return target instanceof Element && target.closest("input, textarea, .cm-editor") !== null;
}
