import {
  Background,
  BackgroundVariant,
  Controls,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
} from "@xyflow/react";
import { type KeyboardEvent, useMemo } from "react";
import { useShallow } from "zustand/react/shallow";
import { useAppStore } from "../store";
import { listWorkspaces } from "../store/workspacesSlice";
import { nodeTypes } from "./nodeTypes";
import { statusLook } from "./status";
import type { WorkspaceNode } from "./toGraph";
import { useGraphNodes } from "./useGraphNodes";
import { useReveal } from "./useReveal";
import { useSavedPositions } from "./useSavedPositions";

const MINIMAP_SIZE = { width: 168, height: 112 };
const FIT = { padding: 0.08, maxZoom: 1 };

type CanvasProps = {
  openId: string | null;
  onOpen: (workspaceId: string) => void;
};

/** The fleet as cards on a plane. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Fleet {...props} />
    </ReactFlowProvider>
  );
}

function Fleet({ openId, onOpen }: CanvasProps) {
  const { nodes, onNodesChange } = useFleetNodes(openId);
  useReveal(openId);

  function openFocused(event: KeyboardEvent) {
    const id = focusedNode(event.target);
    if (event.key === "Enter" && id !== null) {
      event.preventDefault();
      onOpen(id);
    }
  }

  return (
    <section className="canvas" aria-label="Workspaces" onKeyDown={openFocused}>
      <ReactFlow<WorkspaceNode>
        nodes={nodes}
        nodeTypes={nodeTypes}
        onNodesChange={onNodesChange}
        onNodeClick={(_event, node) => onOpen(node.id)}
        nodesConnectable={false}
        selectNodesOnDrag={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        onlyRenderVisibleElements
        fitView
        fitViewOptions={FIT}
        minZoom={0.1}
        maxZoom={2}
        colorMode="system"
        attributionPosition="bottom-center"
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} />
        <Controls showInteractive={false} fitViewOptions={FIT} aria-label="Zoom" />
        <MiniMap
          pannable
          zoomable
          ariaLabel="Overview of all workspaces"
          nodeClassName={minimapClass}
          nodeBorderRadius={8}
          style={MINIMAP_SIZE}
        />
      </ReactFlow>
    </section>
  );
}

function useFleetNodes(openId: string | null) {
  const slice = useAppStore(
    useShallow(({ workspaces, workspaceIds, listed }) => ({ workspaces, workspaceIds, listed })),
  );
  const layout = useAppStore((state) => state.layout);
  const workspaces = useMemo(() => listWorkspaces(slice), [slice]);
  return useGraphNodes(workspaces, layout, openId, useSavedPositions());
}

function minimapClass(node: WorkspaceNode): string {
  return node.type === "team"
    ? "minimap-team"
    : `minimap-${statusLook(node.data.workspace.status).tone}`;
}

function focusedNode(target: EventTarget): string | null {
  const node = target instanceof Element ? target.closest(".react-flow__node") : null;
  return node?.getAttribute("data-id") ?? null;
}
