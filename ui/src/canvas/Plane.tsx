import {
  Background,
  BackgroundVariant,
  Controls,
  MiniMap,
  type NodeChange,
  type NodeMouseHandler,
  ReactFlow,
  ReactFlowProvider,
  useStoreApi,
  type Viewport,
} from "@xyflow/react";
import { memo, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { isFiltering } from "../fleet/filter";
import { useFilter } from "../fleet/filterStore";
import type { Position } from "../ipc/contract";
import { FIT, fitTo, MIN_ZOOM } from "./fit";
import { MinimapNode } from "./MinimapNode";
import { nodeTypes } from "./nodeTypes";
import type { Size } from "./rect";
import type { WorkspaceNode } from "./toGraph";
import { useColorScheme } from "./useColorScheme";
import { useFilteredView } from "./useFilteredView";
import { useKeptFit } from "./useKeptFit";
import { useNesting } from "./useNesting";
import { useReveal } from "./useReveal";
import { type StagedNodes, useStagedNodes } from "./useStagedNodes";

const MINIMAP_SIZE = { width: 168, height: 112 };
const IS_CONNECTABLE = false;

type PlaneProps = {
  nodes: WorkspaceNode[];
  openId: string | null;
  isMovable: boolean;
  onNodesChange: (changes: NodeChange<WorkspaceNode>[]) => void;
  onNodeClick: (node: WorkspaceNode) => void;
  onNodeContextMenu: NodeMouseHandler<WorkspaceNode>;
  putBack: (id: string, position: Position) => void;
};

/**
 * What can be panned and zoomed. The room for it is measured first: then the nodes are drawn once, where they belong, and
 * not once more when the library has found out by itself.
 */
export function Plane(props: PlaneProps) {
  const room = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => setSize(sizeOf(room.current)), []);

  return (
    <div className="plane" ref={room}>
      {size !== null && <Room size={size} {...props} />}
    </div>
  );
}

/** Where nothing is laid out, as in a window that is hidden, the library takes this too, until there is a size. */
const UNKNOWN = 500;

function sizeOf(element: HTMLElement | null): Size {
  return {
    width: element?.offsetWidth || UNKNOWN,
    height: element?.offsetHeight || UNKNOWN,
  };
}

type RoomProps = PlaneProps & { size: Size };

function Room({ size, ...props }: RoomProps) {
  const { nodes, isMovable } = props;
  const staged = useStagedNodes(nodes);
  // Of the first nodes: from then on the view is the user's.
  const [viewport] = useState(() => fitTo(nodes, size) ?? { x: 0, y: 0, zoom: 1 });

  return (
    <ReactFlowProvider
      initialNodes={staged.nodes}
      initialWidth={size.width}
      initialHeight={size.height}
    >
      <First viewport={viewport} isMovable={isMovable}>
        <Nodes {...props} staged={staged} viewport={viewport} />
      </First>
    </ReactFlowProvider>
  );
}

type FirstProps = { viewport: Viewport; isMovable: boolean; children: ReactNode };

/** Tells the library beforehand what it would take from its props only after the nodes have been drawn, to draw them again. */
function First({ viewport: { x, y, zoom }, isMovable, children }: FirstProps) {
  const store = useStoreApi();
  useState(() =>
    store.setState({
      transform: [x, y, zoom],
      nodesDraggable: isMovable,
      nodesConnectable: IS_CONNECTABLE,
    }),
  );
  return children;
}

type NodesProps = PlaneProps & { staged: StagedNodes; viewport: Viewport };

function Nodes({ putBack, openId, ...props }: NodesProps) {
  useReveal(openId, props.staged.isWhole);
  useFilteredView(props.nodes);
  useKeptFit(props.nodes, openId);
  return <Flow {...props} nesting={useNesting(putBack)} />;
}

type FlowProps = Omit<NodesProps, "nodes" | "openId" | "putBack"> & {
  nesting: ReturnType<typeof useNesting>;
};

/** On its own: the hooks above hear of what it need not be drawn again for, such as the panel that is opened. */
const Flow = memo(function Flow({ staged, viewport, nesting, ...props }: FlowProps) {
  // What a filter leaves is all in view, and the overview would lie upon some of it.
  const isFiltered = useFilter((state) => isFiltering(state.filter));
  return (
    <ReactFlow<WorkspaceNode>
      nodes={staged.nodes}
      nodeTypes={nodeTypes}
      onNodesChange={props.onNodesChange}
      onNodeClick={(_event, node) => props.onNodeClick(node)}
      onNodeContextMenu={props.onNodeContextMenu}
      {...nesting}
      nodesDraggable={props.isMovable}
      nodesConnectable={IS_CONNECTABLE}
      selectNodesOnDrag={false}
      deleteKeyCode={null}
      selectionKeyCode={null}
      multiSelectionKeyCode={null}
      onlyRenderVisibleElements
      defaultViewport={viewport}
      minZoom={MIN_ZOOM}
      maxZoom={2}
      colorMode={useColorScheme()}
      attributionPosition="bottom-center"
    >
      <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} />
      <Controls showInteractive={false} fitViewOptions={FIT} aria-label="Zoom" />
      {staged.isWhole && !isFiltered && (
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
  );
});

/** Of a single card the overview shows the state: see {@link MinimapNode}. */
function minimapClass({ type }: WorkspaceNode): string {
  return type === "workspace" ? "" : type === "group" ? "minimap-group" : "minimap-team";
}
