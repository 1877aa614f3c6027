import type { CacheInfo, ForgetWorkspace } from "../contract";
import type { FakeHost } from "../fakeHost";

/** Answers what is asked of the cache. */
export function answerCache(
  { world }: Omit<FakeHost, "host">,
  name: "read_cache_info" | "clear_cache" | "forget_workspace",
  args: unknown,
): CacheInfo | null {
  switch (name) {
    case "forget_workspace":
      delete world.cards[(args as ForgetWorkspace).workspaceId];
      return null;
    case "clear_cache":
      world.cards = {};
      return infoOf(world.cards);
    case "read_cache_info":
      return infoOf(world.cards);
  }
}

function infoOf(cards: Readonly<Record<string, unknown>>): CacheInfo {
  const workspaces = Object.keys(cards).length;
  return {
    bytes: workspaces * 24_000,
    limitBytes: 200 * 1_048_576,
    workspaces,
    folder: "/home/you/.local/share/causeway/cache",
  };
}
