/**
 * Query keys of agent cards and of the keys that their signatures are checked with.
 *
 * @remarks `card_changed` makes everything below `card(workspaceId)` out of date.
 */
export const cardKeys = {
  /** All cards, of every workspace. */
  cards: ["card"] as const,
  card: (workspaceId: string) => ["card", workspaceId] as const,
  version: (workspaceId: string, sha256: string) =>
    ["card", workspaceId, "version", sha256] as const,
  diff: (workspaceId: string, from: string, to: string) =>
    ["card", workspaceId, "diff", from, to] as const,
  /** What a text is as a card. It belongs to no workspace. */
  check: (json: string) => ["card-check", json] as const,
  keys: ["card-keys"] as const,
};
