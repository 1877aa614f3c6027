import type { AppEvent } from "../ipc/contract";

/** What the user should know of the cache, as last pushed. */
export type CacheSlice = {
  /** null while there is nothing to say. */
  cacheNotice: string | null;
};

export const initialCache: CacheSlice = { cacheNotice: null };

export function reduceCache(slice: CacheSlice, event: AppEvent): CacheSlice {
  switch (event.type) {
    case "snapshot":
      return { cacheNotice: event.state.cacheNotice };
    case "cache_notice":
      return { cacheNotice: event.notice };
    case "workspaces":
    case "workspaces_changed":
    case "connection":
    case "settings":
    case "tunnels":
    case "credentials":
    case "instance_replaced":
    case "transfers":
    case "dragged":
    case "close_requested":
    case "card_changed":
      return slice;
  }
}
