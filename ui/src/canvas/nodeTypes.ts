import type { NodeTypes } from "@xyflow/react";
import { GroupCard } from "./GroupCard";
import { OpenedGroup } from "./OpenedGroup";
import { TeamFrame } from "./TeamFrame";
import { WorkspaceCard } from "./WorkspaceCard";

/** The kinds of node on the canvas. One object for good: a new one would remount every node. */
export const nodeTypes = {
  workspace: WorkspaceCard,
  team: TeamFrame,
  group: GroupCard,
  opened: OpenedGroup,
} satisfies NodeTypes;
