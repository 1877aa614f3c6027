import { useCallback, useRef } from "react";
import { FilterBar } from "../fleet/FilterBar";
import { toggleGroup } from "../fleet/filterStore";
import { NoMatch } from "../fleet/NoMatch";
import { Later } from "../later/Later";
import { useIsStale } from "../store/shared";
import { NestHint } from "./NestHint";
import { OpenContext } from "./openContext";
import { Plane } from "./Plane";
import type { WorkspaceNode } from "./toGraph";
import { useCanvasKeys } from "./useCanvasKeys";
import { useFirstCards } from "./useFirstCards";
import { useFleetGraph } from "./useFleetGraph";
import { useGraphNodes } from "./useGraphNodes";
import { isNesting } from "./useNesting";
import { useSavedPositions } from "./useSavedPositions";
import { useWarmUp } from "./useWarmUp";

type CanvasProps = {
  openId: string | null;
  onOpen: (workspaceId: string) => void;
};

/** The fleet as cards on a plane. */
export function Canvas({ openId, onOpen }: CanvasProps) {
  const canvas = useRef<HTMLElement>(null);
  const { graph, matches, isGrouped } = useFleetGraph();
  const { nodes, onNodesChange, putBack } = useGraphNodes(
    graph,
    openId,
    useSavedPositions(),
    isNesting,
  );
  const isStale = useIsStale();
  useFirstCards(canvas);

  const open = useCallback(
    (node: WorkspaceNode) =>
      node.data.group === undefined ? onOpen(node.id) : toggleGroup(node.data.group.key),
    [onOpen],
  );
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
      <OpenContext value={onOpen}>
        <Plane
          nodes={nodes}
          openId={openId}
          // Where only a part is drawn, or groups, places are not the user's own: nothing is moved there.
          isMovable={matches === null && !isGrouped}
          onNodesChange={onNodesChange}
          onNodeClick={open}
          onNodeContextMenu={onNodeContextMenu}
          putBack={putBack}
        />
      </OpenContext>
      {matches?.length === 0 && <NoMatch />}
      <NestHint />
      <Later>{({ CardMenu }) => <CardMenu onOpen={onOpen} />}</Later>
    </section>
  );
}
