/** Query keys of everything that is on an instance. */
export const fileKeys = {
  /** Of every workspace. */
  all: ["files"] as const,
  workspace: (workspaceId: string) => ["files", workspaceId] as const,
  listings: (workspaceId: string) => ["files", workspaceId, "listing"] as const,
  /** A folder; one that lists also what is hidden otherwise is another answer. */
  listing: (workspaceId: string, path: string, showsHidden = false) =>
    ["files", workspaceId, "listing", path, showsHidden] as const,
  contents: (workspaceId: string) => ["files", workspaceId, "content"] as const,
  content: (workspaceId: string, path: string) => ["files", workspaceId, "content", path] as const,
};
