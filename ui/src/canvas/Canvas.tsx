import {
  Background,
  BackgroundVariant,
  Controls,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
} from "@xyflow/react";
import { useCallback, useRef } from "react";
import { FilterBar } from "../fleet/FilterBar";
import { toggleGroup } from "../fleet/filterStore";
import { NoMatch } from "../fleet/NoMatch";
import { useAppStore } from "../store";
import { selectIsStale } from "../store/connectionSlice";
import { CardMenu } from "./CardMenu";
import { FIT, MIN_ZOOM } from "./fit";
import { MinimapNode } from "./MinimapNode";
import { NestHint } from "./NestHint";
import { nodeTypes } from "./nodeTypes";
import { OpenContext } from "./openContext";
import type { WorkspaceNode } from "./toGraph";
import { useCanvasKeys } from "./useCanvasKeys";
import { useFilteredView } from "./useFilteredView";
import { useFirstCards } from "./useFirstCards";
import { useFleetGraph } from "./useFleetGraph";
import { useGraphNodes } from "./useGraphNodes";
import { useKeptFit } from "./useKeptFit";
import { isNesting, useNesting } from "./useNesting";
import { useReveal } from "./useReveal";
import { useSavedPositions } from "./useSavedPositions";
import { useStagedNodes } from "./useStagedNodes";
import { useWarmUp } from "./useWarmUp";

const MINIMAP_SIZE = { width: 168, height: 112 };

type CanvasProps = {
  openId: string | null;
  onOpen: (workspaceId: string) => void;
};

/** The fleet as cards on a plane. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <OpenContext value={props.onOpen}>
        <Fleet {...props} />
      </OpenContext>
    </ReactFlowProvider>
  );
}

function Fleet({ openId, onOpen }: CanvasProps) {
  const canvas = useRef<HTMLElement>(null);
  const { graph, matches, isGrouped } = useFleetGraph();
  const { nodes, onNodesChange, putBack } = useGraphNodes(
    graph,
    openId,
    useSavedPositions(),
    isNesting,
  );
  const isStale = useAppStore(selectIsStale);
  // Where only a part is drawn, or groups, places are not the user's own: nothing is moved there.
  const isMovable = matches === null && !isGrouped;
  useReveal(openId);
  useFilteredView();
  useKeptFit(openId);
  useFirstCards(canvas);

  const open = useCallback(
    (node: WorkspaceNode) =>
      node.data.group === undefined ? onOpen(node.id) : toggleGroup(node.data.group.key),
    [onOpen],
  );
  const staged = useStagedNodes(nodes);
  const { onKeyDown, onNodeContextMenu } = useCanvasKeys(nodes, open);

  return (
    <section
      className="canvas"
      aria-label="Workspaces"
      data-stale={isStale}
      ref={canvas}
      onKeyDown={onKeyDown}
      {...useWarmUp(openId)}
    >
      <FilterBar matches={matches} onOpen={onOpen} isGrouped={isGrouped} />
      <ReactFlow<WorkspaceNode>
        nodes={staged.nodes}
        nodeTypes={nodeTypes}
        onNodesChange={onNodesChange}
        onNodeClick={(_event, node) => open(node)}
        onNodeContextMenu={onNodeContextMenu}
        {...useNesting(putBack)}
        nodesDraggable={isMovable}
        nodesConnectable={false}
        selectNodesOnDrag={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        onlyRenderVisibleElements
        fitView
        fitViewOptions={FIT}
        minZoom={MIN_ZOOM}
        maxZoom={2}
        colorMode="system"
        attributionPosition="bottom-center"
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} />
        <Controls showInteractive={false} fitViewOptions={FIT} aria-label="Zoom" />
        {staged.isWhole && (
          <MiniMap
            pannable
            zoomable
            ariaLabel="Overview of all workspaces"
            nodeClassName={minimapClass}
            nodeComponent={MinimapNode}
            nodeBorderRadius={8}
            style={MINIMAP_SIZE}
          />
        )}
      </ReactFlow>
      {matches?.length === 0 && <NoMatch />}
      <NestHint />
      <CardMenu onOpen={onOpen} />
    </section>
  );
}

/** Of a single card the overview shows the state: see {@link MinimapNode}. */
function minimapClass({ type }: WorkspaceNode): string {
  return type === "workspace" ? "" : type === "group" ? "minimap-group" : "minimap-team";
}
