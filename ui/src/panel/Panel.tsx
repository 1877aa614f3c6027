import { Tabs } from "radix-ui";
import {
  type KeyboardEvent,
  memo,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useShallow } from "zustand/react/shallow";
import { WorkspaceAccessProvider } from "../access/WorkspaceAccessProvider";
import { CardTab } from "../cards/CardTab";
import { ConfigTab } from "../config/ConfigTab";
import { useHasPlatformEdits } from "../config/platformEdits";
import { countDrafts, useDrafts } from "../files/drafts";
import { FilesTab } from "../files/FilesTab";
import type { Leg } from "../ipc/contract";
import { useAppStore } from "../store";
import { freshestRow } from "./freshestRow";
import { GoneWorkspace } from "./GoneWorkspace";
import { isGone } from "./isGone";
import { CARD_PAINTED, markPainted } from "./marks";
import { PanelHeader } from "./PanelHeader";
import { configPathOf } from "./panelState";
import { ResizeHandle } from "./ResizeHandle";
import { RestartBanner } from "./RestartBanner";
import { useKeptScroll } from "./useKeptScroll";
import { usePanel } from "./usePanel";

const INITIAL_WIDTH = 540;

type TabName = "config" | "files" | "card";

/** What of each tab is loaded first when the platform answers again. */
const FIRST_LEG: Record<TabName, Leg> = { config: "config", files: "files", card: "workspace" };

type PanelProps = {
  workspaceId: string;
  /** The same function every time: a panel that is hidden is not rendered anew. */
  onClose: (workspaceId: string) => void;
};

/** Everything about one workspace, beside the canvas. */
export const Panel = memo(function Panel({ workspaceId, onClose }: PanelProps) {
  const [tab, setTab] = useState<TabName>("config");
  const opened = usePanel(workspaceId, FIRST_LEG[tab]);
  const { generation, legs, awaited, retry, retryFailed, reload, takeOn } = opened;
  const row = useKnownRow(workspaceId, legs.workspace);
  const [width, setWidth] = useState(INITIAL_WIDTH);
  const configPath = configPathOf(legs);
  const unsaved = useDrafts(
    useShallow(({ drafts }) => countDrafts(drafts, workspaceId, configPath)),
  );
  const hasEdits = useHasPlatformEdits(workspaceId);
  const gone = isGone(legs.workspace);
  const panel = useRef<HTMLElement>(null);
  useKeptScroll(panel);
  useFocusedTitle(panel);
  const close = useCallback(() => onClose(workspaceId), [onClose, workspaceId]);
  const retryWorkspace = useCallback(() => retry("workspace"), [retry]);
  useEffect(() => {
    if (row !== null) {
      markPainted(CARD_PAINTED, workspaceId);
    }
  });

  function closeByKey(event: KeyboardEvent) {
    if (event.key === "Escape" && !event.defaultPrevented && !isTyping(event.target)) {
      close();
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
          opening={generation}
          isLoading={awaited.length > 0}
          onRetry={retryWorkspace}
          onClose={close}
        />
        {gone && <GoneWorkspace row={row} leg={legs.workspace} onRetry={retryWorkspace} />}
        {!gone && row !== null && <RestartBanner workspace={row.workspace} />}
        <Tabs.Root
          className="tabs"
          value={tab}
          onValueChange={(chosen) => setTab(chosen as TabName)}
        >
          <Tabs.List className="tab-list" aria-label="Parts of the workspace">
            <Tab
              value="config"
              label="Config"
              unsaved={Math.max(unsaved.config, hasEdits ? 1 : 0)}
            />
            <Tab value="files" label="Files" unsaved={unsaved.files} />
            <Tab value="card" label="Card" />
          </Tabs.List>
          <Tabs.Content className="tab-content" value="config">
            <ConfigTab
              workspaceId={workspaceId}
              row={row?.workspace ?? null}
              legs={legs}
              readBy={legs.config.status === "ok" && !awaited.includes("config") ? generation : 0}
              isGone={gone}
              retry={retry}
              onSaved={takeOn}
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
});

type TabProps = { value: TabName; label: string; unsaved?: number };

function Tab({ value, label, unsaved = 0 }: TabProps) {
  return (
    <Tabs.Trigger className="tab" value={value} data-testid={`tab-${value}`}>
      {label}
      {unsaved > 0 && (
        <span className="tab-badge" title="With unsaved changes">
          {unsaved} unsaved
        </span>
      )}
    </Tabs.Trigger>
  );
}

function useKnownRow(workspaceId: string, leg: Parameters<typeof freshestRow>[1]) {
  const workspace = useAppStore((state) => state.workspaces[workspaceId]);
  const listed = useAppStore((state) => state.listed);
  return useMemo(() => {
    const { fetchedMs = 0, source = "store" } = listed ?? {};
    return freshestRow(workspace === undefined ? null : { workspace, fetchedMs, source }, leg);
  }, [workspace, listed, leg]);
}

/** Brings the keyboard into the panel when it is shown, to its title. */
function useFocusedTitle(panel: RefObject<HTMLElement | null>) {
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>(".panel-title")?.focus({ preventScroll: true });
  }, [panel]);
}

function isTyping(target: EventTarget): boolean {
  return target instanceof Element && target.closest("input, textarea, .cm-editor") !== null;
}
