import type { AppEvent, Position } from "../ipc/contract";

/** Absolute canvas position of every card that the user has placed, by workspace id. */
export type Layout = Readonly<Record<string, Position>>;

export type LayoutSlice = {
  layout: Layout;
};

export const initialLayout: LayoutSlice = { layout: {} };

export function reduceLayout(slice: LayoutSlice, event: AppEvent): LayoutSlice {
  switch (event.type) {
    case "snapshot":
      return { layout: event.state.layout };
    case "workspaces":
    case "connection":
    case "settings":
    case "tunnels":
    case "credentials":
    case "instance_replaced":
    case "transfers":
    case "dragged":
    case "close_requested":
    case "card_changed":
    case "cache_notice":
    case "workspaces_changed":
      return slice;
  }
}

/** The layout after the user moved cards. The backend keeps the same and pushes nothing back. */
export function placeNodes(slice: LayoutSlice, positions: Layout): LayoutSlice {
  return { layout: { ...slice.layout, ...positions } };
}
